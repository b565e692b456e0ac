package dev.tollgate.provider;

/**
 * A kind of provider: a bean of each provider package, through which the rest of the
 * gateway knows it.
 */
public interface ProviderType {

	/**
	 * The name in {@code tollgate.providers[].type}, and of the provider that exists when
	 * the environment has its key.
	 * @return for instance {@code openai}
	 */
	String name();

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

}
