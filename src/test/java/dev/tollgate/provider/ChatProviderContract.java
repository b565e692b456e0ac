package dev.tollgate.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.testing.FakeUpstream;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every provider must do, over real HTTP against a provider that plays a script. A
 * subclass says how its provider writes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChatProviderContract implements GoldenContract, FailureContract, StreamContract, CutOffContract,
		CallerContract, DrainContract, HeldBackContract {

	private static final ProviderCredential KEY = new ProviderCredential("the-key");

	private static final ProviderTimeouts PATIENT = new ProviderTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(20),
			Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));

	/** Whatever fails, the next call is made. */
	private static final UpstreamLimits FORGIVING = new UpstreamLimits(
			new BreakerSettings(false, 20, 5, 50, 5, Duration.ofSeconds(5)), Duration.ZERO, 2000);

	private final FakeUpstream upstream = new FakeUpstream();

	private final LoopResources loops = LoopResources.create("contract", 1, 2, true);

	private final List<HttpUpstream> connections = new ArrayList<>();

	private final List<JsonBody> requests = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

	private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();

	private @Nullable ChatProvider provider;

	protected ChatProviderContract() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.leaks.start();
		loggers().forEach((logger) -> logger.addAppender(this.leaks));
	}

	/** Who tells of buffers that were not released and of errors that reached nobody. */
	private static Stream<Logger> loggers() {
		return Stream.of(ResourceLeakDetector.class, Operators.class)
			.map((source) -> (Logger) LoggerFactory.getLogger(source.getName()));
	}

	/** The type of provider under test. */
	protected abstract HttpProviderType type();

	/** The path of the base URL. */
	protected abstract String basePath();

	@BeforeEach
	void forgetEarlierCalls() {
		this.upstream.forget();
	}

	@AfterEach
	void requestsAreGivenBack() {
		List<JsonBody> made = List.copyOf(this.requests);
		this.requests.clear();
		assertThat(made).allMatch((body) -> body.bytes().refCnt() == 0);
	}

	@AfterAll
	void nothingLeaks() {
		this.connections.forEach(HttpUpstream::close);
		this.upstream.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
		for (int i = 0; i < 5; i++) {
			System.gc();
			// a leak is told when the next buffer is tracked
			PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
		}
		loggers().forEach((logger) -> logger.detachAppender(this.leaks));
		ResourceLeakDetector.setLevel(this.levelBefore);
		assertThat(this.leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

	@Override
	public FakeUpstream upstream() {
		return this.upstream;
	}

	@Override
	public ChatProvider provider() {
		ChatProvider provider = this.provider;
		if (provider == null) {
			provider = provider(PATIENT);
			this.provider = provider;
		}
		return provider;
	}

	@Override
	public ChatProvider provider(ProviderTimeouts timeouts) {
		return provider(timeouts, null);
	}

	@Override
	public ChatProvider draining(DrainLimits limits) {
		return provider(PATIENT, limits);
	}

	@Override
	public List<Drains> drains() {
		return this.connections.stream().map(HttpUpstream::drains).toList();
	}

	private ChatProvider provider(ProviderTimeouts timeouts, @Nullable DrainLimits drain) {
		ProviderSettings settings = new ProviderSettings(type().name(), type().name(), this.upstream.uri(basePath()),
				List.of(KEY), timeouts, false);
		ProviderKeys keys = new ProviderKeys(settings, FORGIVING, breakers());
		HttpUpstream http = new HttpUpstream(settings, keys, ConnectionSettings.DEFAULT, UpstreamTls.DEFAULT, drain,
				this.loops);
		this.connections.add(http);
		return type().provider(settings, http);
	}

	@Override
	public UpstreamRequest request(String json, boolean streamed) {
		return request(json, streamed, Operation.CHAT, false);
	}

	@Override
	public UpstreamRequest request(String json, boolean streamed, Operation operation, boolean beta) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		JsonBody body = JsonBody.of(PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes));
		this.requests.add(body);
		JsonNode tree = Json.MAPPER.readTree(bytes);
		boolean usage = wire().protocol() == Protocol.GEMINI
				|| tree.path("stream_options").path("include_usage").asBoolean(false);
		ChatRequest request = new ChatRequest(wire().protocol(), operation, beta, tree.path("model").asString(model()),
				streamed, streamed && usage, tree.has("temperature"), null, null, body.textSize(), body);
		return new UpstreamRequest(request, model(), List.of(), List.of(), UnsupportedParameters.PASS, permit(),
				CallTerms.DEFAULT);
	}

	/** Leave of nobody's, which no failure makes scarce. */
	private static Permit permit() {
		ProviderSettings settings = new ProviderSettings("contract", "contract", URI.create("http://127.0.0.1"),
				List.of(KEY), PATIENT, false);
		return (Permit) new ProviderKeys(settings, FORGIVING, breakers()).admit();
	}

	private static Breakers breakers() {
		return new Breakers(CircuitBreakerRegistry.ofDefaults(), System::nanoTime);
	}

	@Override
	public Mono<Heard> hear(ChatProvider provider, UpstreamRequest request, RecordingObserver observer) {
		return provider.call(request, observer)
			.flatMap(ChatProviderContract::hear)
			.onErrorResume(GatewayException.class, (failure) -> Mono.just(new Heard("", failure, false)))
			.doOnTerminate(request.request().body()::release);
	}

	private static Mono<Heard> hear(Answer answer) {
		if (answer instanceof Answer.Complete complete) {
			String text = complete.body().toString(StandardCharsets.UTF_8);
			complete.body().release();
			return Mono.just(new Heard(text, null, true));
		}
		Flux<ByteBuf> events = ((Answer.Streamed) answer).events();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		return events.doOnNext((event) -> append(event, bytes))
			.then(Mono.fromSupplier(() -> new Heard(bytes.toString(StandardCharsets.UTF_8), null, true)))
			.onErrorResume(GatewayException.class,
					(failure) -> Mono.just(new Heard(bytes.toString(StandardCharsets.UTF_8), failure, true)));
	}

	private static void append(ByteBuf event, ByteArrayOutputStream bytes) {
		try {
			event.readBytes(bytes, event.readableBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			event.release();
		}
	}

	@Override
	public Heard stream(FakeUpstream.Script script, RecordingObserver observer) {
		return heard(script, request(wire().request(true, false), true), observer);
	}

	@Override
	public Heard whole(FakeUpstream.Script script, RecordingObserver observer) {
		return heard(script, request(wire().request(false, false), false), observer);
	}

	@Override
	public Heard heard(FakeUpstream.Script script, UpstreamRequest request, RecordingObserver observer) {
		this.upstream.play(script);
		Heard heard = ProviderTest.await(hear(provider(), request, observer));
		String end = (heard.failure() != null) ? "failed" : "completed";
		assertThat(observer.told().stream().filter((word) -> word.matches("completed|failed|cancelled")))
			.containsExactly(end);
		assertThat(observer.failure()).isSameAs(heard.failure());
		return heard;
	}

}
