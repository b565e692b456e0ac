package dev.tollgate.provider;

import java.time.Duration;

/**
 * What keeps one provider's trouble from becoming everybody's.
 *
 * @param breaker when a provider that fails is no longer called
 * @param keyBench how long a key that is refused or out of quota is not used; zero to use
 * keys whatever was said of them, rate limits included
 * @param maxConcurrent how many calls may be under way at once
 */
record UpstreamLimits(BreakerSettings breaker, Duration keyBench, int maxConcurrent) {

	static final int MAX_CONCURRENT = 2000;

	static final UpstreamLimits DEFAULT = new UpstreamLimits(BreakerSettings.DEFAULT, Duration.ofMinutes(10),
			MAX_CONCURRENT);

}
