package dev.tollgate.provider;

import java.net.URI;
import java.util.List;

/**
 * Where a provider is and how it is called.
 *
 * @param name the provider's name
 * @param type the name of its type
 * @param baseUrl its address, without a slash at the end
 * @param credentials the keys that the gateway shows it, at least one
 * @param timeouts how long it may take
 * @param propagatesTrace whether it is told which trace a call is a part of
 */
public record ProviderSettings(String name, String type, URI baseUrl, List<ProviderCredential> credentials,
		ProviderTimeouts timeouts, boolean propagatesTrace) {

	/**
	 * An address below the base URL.
	 * @param path the path, with a slash at its start
	 * @return the address
	 */
	public URI at(String path) {
		return URI.create(this.baseUrl + path);
	}

}
