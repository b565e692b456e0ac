package dev.tollgate.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/**
 * What operators are told of one request when it has ended, in the log and in its span:
 * who asked, who answered, how it ended, what it cost, and nothing that was said. It has
 * ended when its answer has been written and the ledger has it, in whichever order.
 */
public final class RequestLine {

	static final String OTHER_METHOD = "_OTHER";

	private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

	private static final String ATTRIBUTE = RequestLine.class.getName();

	/** Who reads it, or null if nobody does. */
	private final @Nullable RequestLines lines;

	private final long began = System.nanoTime();

	/** The answer to be written, and the settlement of the request's last attempt. */
	private final AtomicInteger open = new AtomicInteger(1);

	/** Of the exchange, until it has ended; empty for a request of this process. */
	private Map<String, Object> exchange;

	private final @Nullable String method;

	private @Nullable String pattern;

	private @Nullable RequestId id;

	private @Nullable String key;

	private @Nullable String team;

	private @Nullable String route;

	private @Nullable Outcome outcome;

	private boolean streamed;

	private @Nullable CallSummary call;

	private int attempts;

	private @Nullable Usd cost;

	private @Nullable String traceId;

	private @Nullable String spanId;

	private long nanos;

	private int status;

	RequestLine(@Nullable RequestLines lines, @Nullable HttpMethod method, Map<String, Object> exchange) {
		this.lines = lines;
		this.method = (method != null) ? known(method) : null;
		this.exchange = exchange;
	}

	/** Of what callers may write only what is a method. */
	static String known(HttpMethod method) {
		return METHODS.contains(method) ? method.name() : OTHER_METHOD;
	}

	void putInto(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	/**
	 * The line of a request.
	 * @param exchange the attributes of the exchange
	 * @return its line; one that nobody reads where it has none
	 */
	public static RequestLine of(Map<String, Object> exchange) {
		return (exchange.get(ATTRIBUTE) instanceof RequestLine line) ? line : new RequestLine(null, null, exchange);
	}

	/**
	 * Says which request it is.
	 * @param id the gateway's own id of it
	 */
	public void named(RequestId id) {
		this.id = id;
	}

	/**
	 * Says who asks.
	 * @param key the name of the caller's key
	 * @param team the team that pays
	 */
	public void asked(String key, String team) {
		this.key = key;
		this.team = team;
	}

	/** The request is in the ledger, and the end of it is to be waited for. */
	public void held() {
		this.open.incrementAndGet();
	}

	/**
	 * The request has ended without having been in the ledger.
	 * @param route the route's name
	 * @param outcome how it ended
	 * @param streamed whether the answer was to be streamed
	 */
	public void ended(String route, Outcome outcome, boolean streamed) {
		this.route = route;
		this.outcome = outcome;
		this.streamed = streamed;
	}

	/**
	 * The request has been settled in the ledger, where it was {@link #held()}.
	 * @param last how its last attempt went
	 * @param attempts how many attempts were made
	 * @param cost what they cost together, or null where none has a price
	 */
	public void settled(CallSummary last, int attempts, @Nullable Usd cost) {
		ended(last.route(), last.outcome(), last.streamed());
		this.call = last;
		this.attempts = attempts;
		this.cost = cost;
		part();
	}

	/**
	 * The request has been settled in the ledger as one whose answer was kept, where it
	 * was {@link #held()} and has {@link #ended}.
	 * @param cost what the calls before it cost, or null where there was none
	 */
	public void settled(@Nullable Usd cost) {
		this.cost = (cost != null) ? cost : Usd.ZERO;
		part();
	}

	/**
	 * The answer has been written, or its caller has gone away.
	 * @param status the HTTP status, 0 for a request of this process
	 */
	public void closed(int status) {
		this.nanos = System.nanoTime() - this.began;
		this.status = status;
		this.pattern = pattern();
		if (this.lines != null) {
			this.lines.closed(this, this.exchange);
		}
		this.exchange = Map.of();
		part();
	}

	void traced(String traceId, String spanId) {
		this.traceId = traceId;
		this.spanId = spanId;
	}

	private void part() {
		if (this.open.decrementAndGet() == 0 && this.lines != null) {
			this.lines.ended(this);
		}
	}

	/** The pattern of the address, or null where nothing matched. */
	@Nullable String pattern() {
		return (this.exchange.get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern matched)
				? matched.getPatternString() : this.pattern;
	}

	@Nullable RequestId id() {
		return this.id;
	}

	@Nullable String method() {
		return this.method;
	}

	@Nullable Outcome outcome() {
		return this.outcome;
	}

	@Nullable CallSummary call() {
		return this.call;
	}

	@Nullable String traceId() {
		return this.traceId;
	}

	@Nullable String spanId() {
		return this.spanId;
	}

	int attempts() {
		return this.attempts;
	}

	int status() {
		return this.status;
	}

	/** How long it took, from the arrival of its head to the end of its answer. */
	long nanos() {
		return this.nanos;
	}

	/** What log and span say of it in the same words. */
	void describe(BiConsumer<String, @Nullable String> facts) {
		facts.accept("request.id", (this.id != null) ? this.id.toString() : null);
		facts.accept("key", this.key);
		facts.accept("team", this.team);
		facts.accept("route", this.route);
		facts.accept("outcome", (this.outcome != null) ? this.outcome.label() : null);
		CallSummary call = this.call;
		if (call != null) {
			facts.accept("provider", call.provider());
			facts.accept("price.window", call.window());
			facts.accept("attempts", Integer.toString(this.attempts));
			facts.accept("overhead", seconds(call.overhead()));
		}
		facts.accept("cost.usd", (this.cost != null) ? this.cost.toPlainString() : null);
	}

	@Nullable Usd cost() {
		return this.cost;
	}

	@Nullable String key() {
		return this.key;
	}

	@Nullable String route() {
		return this.route;
	}

	boolean streamed() {
		return this.streamed;
	}

	private static @Nullable String seconds(@Nullable Duration duration) {
		return (duration != null) ? Double.toString(duration.toNanos() / 1e9) : null;
	}

}
