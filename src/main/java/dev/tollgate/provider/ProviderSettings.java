package dev.tollgate.provider;

import java.net.URI;

/**
 * Where a provider is and how it is called.
 *
 * @param name the provider's name
 * @param type the name of its type
 * @param baseUrl its address, without a slash at the end
 * @param credential the key that the gateway shows it
 * @param timeouts how long it may take
 */
public record ProviderSettings(String name, String type, URI baseUrl, ProviderCredential credential,
		ProviderTimeouts timeouts) {

	/**
	 * An address below the base URL.
	 * @param path the path, with a slash at its start
	 * @return the address
	 */
	public URI at(String path) {
		return URI.create(this.baseUrl + path);
	}

}
