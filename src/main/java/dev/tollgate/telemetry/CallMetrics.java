package dev.tollgate.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.chat.Outcome;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Counts calls. Each meter is looked up once and kept under a small key, because a
 * registry's look-up by tags costs more than the counting.
 */
@Component
public final class CallMetrics {

	private final MeterRegistry registry;

	private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

	private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> activeStreams = new ConcurrentHashMap<>();

	private final TagLabels tags;

	private final Traces traces;

	CallMetrics(MeterRegistry registry, MetricsProperties properties, Traces traces) {
		this.registry = registry;
		this.tags = new TagLabels(properties.tags(), properties.tagValues());
		this.traces = traces;
	}

	/**
	 * Counts a streamed answer that has begun.
	 * @param provider the provider's name
	 */
	public void streamOpened(String provider) {
		active(provider).incrementAndGet();
	}

	/**
	 * Counts a streamed answer that has ended.
	 * @param provider the provider's name
	 */
	public void streamClosed(String provider) {
		active(provider).decrementAndGet();
	}

	private AtomicInteger active(String provider) {
		AtomicInteger active = this.activeStreams.get(provider);
		return (active != null) ? active : this.activeStreams.computeIfAbsent(provider, (name) -> {
			AtomicInteger count = new AtomicInteger();
			Gauge.builder("tollgate.streams.active", count, AtomicInteger::get)
				.description("Streamed answers that are under way")
				.tag("provider", name)
				.register(this.registry);
			return count;
		});
	}

	/**
	 * Records a call that has ended, and its request if that has ended with it.
	 * @param call how it went
	 * @param observation what its trace is found by, or null
	 */
	public void record(CallSummary call, @Nullable Observation observation) {
		try (Tracer.SpanInScope _ = this.traces.within(observation)) {
			record(call);
		}
	}

	private void record(CallSummary call) {
		String outcome = call.outcome().label();
		Duration overhead = call.overhead();
		if (overhead != null) {
			counter(Metric.REQUESTS, call.route(), outcome, Boolean.toString(call.streamed())).increment();
			timer(Metric.OVERHEAD).record(overhead);
		}
		if (!call.made()) {
			return;
		}
		counter(Metric.ATTEMPTS, call.provider(), call.model(), outcome).increment();
		latency(call);
		Cost cost = call.cost();
		if (cost != null) {
			cost(call, cost);
		}
		else if (call.usage().total() > 0) {
			counter(Metric.UNPRICED, call.provider(), call.model()).increment(call.usage().total());
		}
	}

	/**
	 * Counts a request that has ended without a call to a provider.
	 * @param route the route's name
	 * @param outcome how it ended
	 * @param streamed whether the answer was to be streamed
	 */
	public void ended(String route, Outcome outcome, boolean streamed) {
		counter(Metric.REQUESTS, route, outcome.label(), Boolean.toString(streamed)).increment();
	}

	/**
	 * Counts an answer at the callers' port.
	 * @param pattern the pattern of the address, or null where nothing matched
	 * @param status the HTTP status
	 */
	void responded(@Nullable String pattern, int status) {
		counter(Metric.RESPONSES, (pattern != null) ? pattern : "none", Integer.toString(status)).increment();
	}

	/**
	 * Counts what a policy did.
	 * @param route the route's name
	 * @param policy the policy's name
	 * @param decision what it did, in one word of few
	 */
	public void decided(String route, String policy, String decision) {
		counter(Metric.POLICY, route, policy, decision).increment();
	}

	/**
	 * Counts what was saved by an answer that was given again.
	 * @param provider the provider that had answered
	 * @param model its model
	 * @param saved what the call had cost
	 */
	public void savedByKeptAnswer(String provider, String model, Usd saved) {
		if (saved.pico() > 0) {
			counter(Metric.SAVED, provider, model, "cache_hit").increment(saved.toDouble());
		}
	}

	private void latency(CallSummary call) {
		Duration first = call.firstContent();
		if (first == null || !call.streamed()) {
			return;
		}
		timer(Metric.FIRST_TOKEN, call.provider(), call.model()).record(first);
		long more = call.usage().output() - 1;
		if (more > 0 && call.outcome() == Outcome.COMPLETED) {
			timer(Metric.PER_TOKEN, call.provider(), call.model()).record(call.total().minus(first).dividedBy(more));
		}
	}

	private void cost(CallSummary call, Cost cost) {
		for (Cost.Line line : cost.lines()) {
			spent(call, line.type().label(), line.amount());
		}
		if (cost.perRequest().pico() > 0) {
			spent(call, "request", cost.perRequest());
		}
		saved(call, "price_window", cost.savedByWindow());
		saved(call, "cached_input", cost.savedByCache());
	}

	private void spent(CallSummary call, String tokenType, Usd amount) {
		String source = call.estimated() ? "estimated" : "provider";
		List<String> labels = List.of(call.provider(), call.model(), call.route(), call.window(), tokenType, source,
				call.team());
		Key key = new Key(Metric.COST, this.tags.after(labels, call.tags()));
		Counter counter = this.counters.get(key);
		if (counter == null) {
			counter = this.counters.computeIfAbsent(key,
					(missing) -> missing.metric().counter(this.registry, this.tags.labels(), missing.labels()));
		}
		counter.increment(amount.toDouble());
	}

	private void saved(CallSummary call, String reason, Usd amount) {
		if (amount.pico() > 0) {
			counter(Metric.SAVED, call.provider(), call.model(), reason).increment(amount.toDouble());
		}
	}

	private Counter counter(Metric metric, String... labels) {
		Key key = new Key(metric, List.of(labels));
		Counter counter = this.counters.get(key);
		return (counter != null) ? counter : this.counters.computeIfAbsent(key,
				(missing) -> missing.metric().counter(this.registry, missing.labels()));
	}

	private Timer timer(Metric metric, String... labels) {
		Key key = new Key(metric, List.of(labels));
		Timer timer = this.timers.get(key);
		return (timer != null) ? timer : this.timers.computeIfAbsent(key,
				(missing) -> missing.metric().timer(this.registry, missing.labels()));
	}

	private record Key(Metric metric, List<String> labels) {
	}

}
