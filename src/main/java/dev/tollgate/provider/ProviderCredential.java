package dev.tollgate.provider;

/**
 * A key of ours at a provider; it never prints itself.
 *
 * @param key the key
 */
public record ProviderCredential(String key) {

	@Override
	public String toString() {
		return "ProviderCredential[***]";
	}

}
