package dev.tollgate.provider;

import java.util.List;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * How a provider is asked what is left on an account, which costs nothing.
 */
public interface BalanceQuery {

	/**
	 * Where it is asked.
	 * @return a path below the provider's base URL, with a slash at its start
	 */
	String path();

	/**
	 * Writes the credential, whose account it is.
	 * @param headers the headers of the request
	 * @param credential the gateway's key at the provider
	 */
	void authorize(HttpHeaders headers, ProviderCredential credential);

	/**
	 * Reads the answer.
	 * @param body the body of an answer with status 200
	 * @return what is left, one figure a currency
	 * @throws RuntimeException if it is not understood
	 */
	List<Balance> read(byte[] body);

}
