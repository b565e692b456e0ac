package dev.tollgate.keys;

import java.util.List;

/**
 * What has changed since some number.
 *
 * @param keys the keys, with their hashes
 * @param teams the teams
 */
record KeyChanges(List<StoredKey> keys, List<Team> teams) {

	/**
	 * A key as it is stored.
	 *
	 * @param key what is known of it
	 * @param hash its hash
	 */
	record StoredKey(ApiKey key, KeyHash hash) {
	}

}
