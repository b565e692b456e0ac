package dev.tollgate.provider;

/**
 * A kind of provider: a bean of each provider package, through which the rest of the
 * gateway knows it.
 */
public sealed interface ProviderType permits HttpProviderType, BeanProviderType {

	/**
	 * The name in {@code tollgate.providers[].type}.
	 * @return for instance {@code openai}
	 */
	String name();

}
