package dev.tollgate.provider;

import org.jspecify.annotations.Nullable;

/**
 * A kind of provider that has an address and keys. One of it exists by its type's name
 * when the environment has its key.
 */
public non-sealed interface HttpProviderType extends ProviderType {

	/**
	 * The address that is called where none is configured.
	 * @return the base URL in the form that the provider's own documentation gives
	 */
	String baseUrl();

	/**
	 * Sets up a provider of this type.
	 * @param settings where it is and how it is called
	 * @param http the connections to it
	 * @return the provider
	 */
	ChatProvider provider(ProviderSettings settings, HttpUpstream http);

	/**
	 * How such a provider is asked what is left on an account.
	 * @return the question, or null if it answers none
	 */
	default @Nullable BalanceQuery balance() {
		return null;
	}

}
