package dev.tollgate.provider;

import java.util.List;

import reactor.core.publisher.Mono;

/**
 * The account of one of the gateway's keys at a provider that says what is left on it.
 *
 * @param provider the provider's name
 * @param key which of the keys it is, from 1
 * @param settings where the provider is
 * @param http the connections to it
 * @param query how it is asked
 */
record Account(String provider, int key, ProviderSettings settings, HttpUpstream http, BalanceQuery query) {

	Mono<List<Balance>> balances() {
		ProviderCredential credential = this.settings.credentials().get(this.key - 1);
		return this.http
			.get(this.settings.at(this.query.path()), (headers) -> this.query.authorize(headers, credential))
			.map(this.query::read);
	}

}
