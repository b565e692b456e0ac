package dev.tollgate.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The gateway's own metrics, as operators know them.
 */
enum Metric {

	REQUESTS("tollgate.requests", "Calls that have ended", "route", "outcome", "streamed"),

	ATTEMPTS("tollgate.attempts", "Calls to providers", "provider", "model", "outcome"),

	COST("gen_ai.client.cost.usd", "What calls cost, in US dollars", "provider", "model", "route", "window",
			"token_type", "source", "team"),

	SAVED("gen_ai.client.saved.usd", "What calls would have cost more otherwise, in US dollars", "provider", "model",
			"reason"),

	UNPRICED("tollgate.unpriced.tokens", "Tokens of models that the price list does not have", "provider", "model"),

	POLICY("tollgate.policy.decisions", "What policies did", "route", "policy", "decision"),

	RESPONSES("tollgate.responses", "Answers at the callers' port, whatever was asked", "endpoint", "status"),

	FIRST_TOKEN("gen_ai.server.time_to_first_token", "Time from a streamed request's arrival to its first content",
			"provider", "model"),

	PER_TOKEN("gen_ai.server.time_per_output_token", "Time per token of a streamed answer after the first", "provider",
			"model"),

	OVERHEAD("tollgate.overhead", "Time that the gateway itself added to a call");

	private static final Duration[] LATENCY_BUCKETS = millis(50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000,
			7500, 10_000, 15_000, 30_000, 60_000, 120_000);

	private static final Duration[] TOKEN_BUCKETS = millis(1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500,
			1000);

	private static final Duration[] OVERHEAD_BUCKETS = { Duration.ofNanos(50_000), Duration.ofNanos(100_000),
			Duration.ofNanos(200_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
			Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1) };

	private final String meterName;

	private final String description;

	private final List<String> labels;

	Metric(String meterName, String description, String... labels) {
		this.meterName = meterName;
		this.description = description;
		this.labels = List.of(labels);
	}

	private static Duration[] millis(long... millis) {
		return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
	}

	Counter counter(MeterRegistry registry, List<String> values) {
		return counter(registry, List.of(), values);
	}

	/**
	 * Finds or makes a counter.
	 * @param more the labels beyond its own, the same at every call
	 * @param values the values of its own labels and of those
	 */
	Counter counter(MeterRegistry registry, List<String> more, List<String> values) {
		Tags tags = tags(values);
		for (int i = 0; i < more.size(); i++) {
			tags = tags.and(more.get(i), values.get(this.labels.size() + i));
		}
		return Counter.builder(this.meterName).description(this.description).tags(tags).register(registry);
	}

	Timer timer(MeterRegistry registry, List<String> values) {
		Duration[] buckets = switch (this) {
			case PER_TOKEN -> TOKEN_BUCKETS;
			case OVERHEAD -> OVERHEAD_BUCKETS;
			default -> LATENCY_BUCKETS;
		};
		return Timer.builder(this.meterName)
			.description(this.description)
			.serviceLevelObjectives(buckets)
			.tags(tags(values))
			.register(registry);
	}

	private Tags tags(List<String> values) {
		Tags tags = Tags.empty();
		for (int i = 0; i < this.labels.size(); i++) {
			tags = tags.and(Tag.of(this.labels.get(i), values.get(i)));
		}
		return tags;
	}

}
