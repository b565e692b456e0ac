package dev.tollgate.keys;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Addresses that anybody may read without a key, such as the page that asks for one.
 */
public interface PublicAddresses {

	/**
	 * Whether an address is one of them.
	 * @param request who asks, by {@code GET} or {@code HEAD}
	 * @return {@code true} only if nothing there needs a key
	 */
	boolean contain(ServerHttpRequest request);

}
