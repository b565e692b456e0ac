package dev.tollgate.provider;

import dev.tollgate.chat.InvalidConfigurationException;

/**
 * A kind of provider that is a bean of this application, with an address and keys that
 * are the bean's own affair.
 */
public non-sealed interface BeanProviderType extends ProviderType {

	/**
	 * Sets up a provider of this type. The bean may not exist yet, and need not until the
	 * first call.
	 * @param settings which bean it is and how it is called
	 * @param keys who may call it
	 * @return the provider
	 * @throws InvalidConfigurationException if there is no such bean
	 */
	ChatProvider provider(BeanSettings settings, ProviderKeys keys);

}
