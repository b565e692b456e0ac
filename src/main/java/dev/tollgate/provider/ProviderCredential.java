package dev.tollgate.provider;

/**
 * A key of ours at a provider; it never prints itself.
 *
 * @param key the key
 */
public record ProviderCredential(String key) {

	/** In place of a key at a provider that is shown none by us. */
	static final ProviderCredential NONE = new ProviderCredential("");

	@Override
	public String toString() {
		return "ProviderCredential[***]";
	}

}
