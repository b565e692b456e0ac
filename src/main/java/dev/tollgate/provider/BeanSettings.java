package dev.tollgate.provider;

import org.jspecify.annotations.Nullable;

/**
 * Which bean a provider is and how it is called.
 *
 * @param name the provider's name
 * @param type the name of its type
 * @param bean the bean's name, or null where none is given
 * @param timeouts how long it may take
 */
public record BeanSettings(String name, String type, @Nullable String bean, ProviderTimeouts timeouts) {
}
