package dev.tollgate.pricing;

import java.util.List;

/**
 * The rates of another speed of service, for instance {@code flex} or {@code priority}.
 *
 * @param name the name as the provider answers it
 * @param rates the rates that differ, in dollars per million tokens
 * @param above the rates of its long contexts, ascending by tokens; where there are none,
 * the tier's rates hold for any length
 */
public record ServiceTier(String name, Rates rates, List<ContextTier> above) {

	public ServiceTier {
		above = List.copyOf(above);
	}

}
