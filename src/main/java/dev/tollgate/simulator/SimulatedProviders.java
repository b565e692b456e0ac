package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The path of every simulated call: which provider, what it would answer, what goes
 * wrong, how it is written.
 */
final class SimulatedProviders {

	private static final Set<String> CREDENTIALS = Set.of("authorization", "x-goog-api-key", "api-key", "cookie",
			"proxy-authorization");

	private final JsonMapper mapper = JsonMapper.builder().build();

	/** A long prompt is counted for longer than an event loop may be held. */
	private final Scheduler counting = Schedulers.newParallel("simulator-counting", 2, true);

	private final CallLog log = new CallLog();

	private final AtomicLong ids = new AtomicLong();

	private final FaultOrders orders = new FaultOrders();

	private final OpenAiProtocol openAi = new OpenAiProtocol();

	private final DeepSeekProtocol deepSeek = new DeepSeekProtocol();

	private final GeminiProtocol gemini = new GeminiProtocol();

	private final SimulatorControls controls = new SimulatorControls(this, this.mapper);

	private final SimulatorSettings settings;

	SimulatedProviders(SimulatorSettings settings) {
		this.settings = settings;
	}

	CallLog log() {
		return this.log;
	}

	void clear() {
		this.log.clear();
		this.openAi.clear();
		this.deepSeek.clear();
		this.gemini.clear();
		this.orders.forget();
	}

	void fault(String provider, String faults) {
		if (protocol(provider) == null) {
			throw new IllegalArgumentException("Unknown provider '" + provider + "'");
		}
		this.orders.put(provider, faults);
	}

	Map<String, String> standingFaults() {
		return this.orders.standing();
	}

	void heal(String provider) {
		this.orders.remove(provider);
	}

	void close() {
		this.counting.dispose();
	}

	Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		String path = new QueryStringDecoder(request.uri()).path();
		String provider = path.replaceFirst("^/([^/]*).*$", "$1");
		Protocol protocol = protocol(provider);
		if (protocol == null) {
			return this.controls.handle(path, request, response);
		}
		OngoingCall call = begin(request, provider, path);
		AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
		request.withConnection((connection) -> channel.set(connection.channel()));
		Channel caller = Objects.requireNonNull(channel.get());
		String below = path.substring(provider.length() + 1);
		ReplyWriter writer = new ReplyWriter(this.settings, call, this.mapper, response, caller);
		return request.receive()
			.aggregate()
			.asByteArray()
			.defaultIfEmpty(new byte[0])
			.publishOn(this.counting)
			.map((body) -> plan(protocol, call, request, below, body))
			.flatMap(writer::write)
			.takeUntilOther(FutureMono.from(caller.closeFuture()))
			.doFinally((signal) -> call.end(SimulatedCall.Outcome.CANCELLED));
	}

	private @Nullable Protocol protocol(String provider) {
		return switch (provider) {
			case "openai" -> this.openAi;
			case "deepseek" -> this.deepSeek;
			case "gemini" -> this.gemini;
			default -> null;
		};
	}

	private OngoingCall begin(HttpServerRequest request, String provider, String path) {
		Map<String, String> headers = new LinkedHashMap<>();
		request.requestHeaders().forEach((header) -> {
			String name = header.getKey().toLowerCase(Locale.ROOT);
			headers.put(name, CREDENTIALS.contains(name) ? "present" : header.getValue());
		});
		String query = new QueryStringDecoder(request.uri()).rawQuery().replaceAll("(^|&)key=[^&]*", "");
		OngoingCall call = new OngoingCall(this.settings.clock(), this.log,
				"sim_%08d".formatted(this.ids.incrementAndGet()), provider, request.method().name(), path,
				query.replaceFirst("^&", ""), Map.copyOf(headers),
				Credential.of(request.requestHeaders(), query(request)));
		this.log.add(call);
		return call;
	}

	private Planned plan(Protocol protocol, OngoingCall call, HttpServerRequest request, String path, byte[] bytes) {
		String seed = call.received(bytes);
		SimulatedCall known = call.begun();
		JsonNode body = parse(bytes);
		Faults faults;
		try {
			faults = faults(known.provider(), request, body, bytes);
		}
		catch (IllegalArgumentException ex) {
			return planned(call, path, body, protocol.malformed(String.valueOf(ex.getMessage())), Faults.NONE,
					protocol);
		}
		Exchange exchange = new Exchange(known.id(), known.method(), path, query(request), request.requestHeaders(),
				body, seed, faults, known.startedAt());
		return planned(call, path, body, reply(protocol, exchange), faults, protocol);
	}

	private static Map<String, String> query(HttpServerRequest request) {
		Map<String, String> query = new LinkedHashMap<>();
		new QueryStringDecoder(request.uri()).parameters().forEach((name, values) -> query.put(name, values.getLast()));
		return query;
	}

	private static Reply reply(Protocol protocol, Exchange exchange) {
		Faults faults = exchange.faults();
		try {
			if (faults.has("status")) {
				Reply.Whole failure = protocol.failure(faults.number("status", 500), faults);
				return comeBack(protocol.refused(exchange, failure), exchange);
			}
			return faults.has("blocked") ? protocol.blocked(exchange) : protocol.answer(exchange);
		}
		catch (Refusal ex) {
			return protocol.refused(exchange, ex.reply());
		}
	}

	private static Reply.Whole comeBack(Reply.Whole refusal, Exchange exchange) {
		Faults faults = exchange.faults();
		Reply.Whole said = faults.has("retry-after-ms")
				? refusal.with("retry-after-ms", faults.text("retry-after-ms", "0")) : refusal;
		if (!faults.has("retry-date")) {
			return said;
		}
		Instant date = exchange.now().plusSeconds(faults.number("retry-date", 0));
		return said.with("date", httpDate(exchange.now())).with("retry-after", httpDate(date));
	}

	private static String httpDate(Instant instant) {
		return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
	}

	private static Planned planned(OngoingCall call, String path, @Nullable JsonNode body, Reply reply, Faults faults,
			Protocol protocol) {
		String model = (body != null) ? body.path("model").asString("") : "";
		if (path.startsWith("/v1beta/models/")) {
			model = path.substring("/v1beta/models/".length()).replaceFirst(":[^:]*$", "");
		}
		int status = (reply instanceof Reply.Whole whole) ? whole.status() : 200;
		SimulatedCall.Usage usage = switch (reply) {
			case Reply.Whole whole -> whole.usage();
			case Reply.Streamed streamed -> streamed.input();
		};
		call.answering(model.isEmpty() ? null : model, reply instanceof Reply.Streamed, status, usage);
		return new Planned(reply, faults, protocol);
	}

	private @Nullable JsonNode parse(byte[] bytes) {
		try {
			return (bytes.length > 0) ? this.mapper.readTree(bytes) : null;
		}
		catch (JacksonException ex) {
			return null; // the protocol refuses it in its own words
		}
	}

	private Faults faults(String provider, HttpServerRequest request, @Nullable JsonNode body, byte[] bytes) {
		String marker = (body != null) ? FaultMarker.takeFrom(body)
				: FaultMarker.findIn(new String(bytes, StandardCharsets.UTF_8));
		String credential = Credential.of(request.requestHeaders(), query(request)).value();
		return this.orders.of(provider, credential, marker, request.requestHeaders().get("x-simulate", ""));
	}

	/**
	 * What is to be written.
	 *
	 * @param reply the provider's answer
	 * @param faults what goes wrong with it
	 * @param protocol words errors inside a stream
	 */
	record Planned(Reply reply, Faults faults, Protocol protocol) {
	}

}
