package dev.tollgate.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.compatible.CompatibleProvider;
import dev.tollgate.wire.JsonBody;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Providers behind TLS, by HTTP/1.1 and by HTTP/2, whose certificates keytool makes.
 */
class UpstreamTlsTests {

	private static final CompatibleSamples WIRE = new CompatibleSamples("m");

	private static final char[] PASSWORD = "changeit".toCharArray();

	/** Each is made once, as keytool takes its time. */
	private static final Map<List<String>, KeyStore> CERTIFICATES = new HashMap<>();

	private final LoopResources loops = LoopResources.create("tls", 1, 1, true);

	private final Queue<String> protocols = new ConcurrentLinkedQueue<>();

	private final Queue<String> connections = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

	private @Nullable DisposableServer server;

	private @Nullable HttpUpstream http;

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		if (this.http != null) {
			this.http.close();
		}
		if (this.server != null) {
			this.server.disposeNow();
		}
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
	}

	/** A certificate for a name, and the authority that signed it. */
	private KeyStore certificate(String name, String... more) throws Exception {
		List<String> wanted = Stream.concat(Stream.of(name), Stream.of(more)).toList();
		KeyStore made = CERTIFICATES.get(wanted);
		if (made == null) {
			made = make(name, more);
			CERTIFICATES.put(wanted, made);
		}
		return made;
	}

	private KeyStore make(String name, String... more) throws Exception {
		Path file = this.directory.resolve("store.p12");
		keytool(file, "ca", "-ext", "bc=ca:true");
		String[] signed = { "-signer", "ca", "-ext", "san=" + name };
		keytool(file, "server", Stream.concat(Stream.of(signed), Stream.of(more)).toArray(String[]::new));
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		return store;
	}

	private static void keytool(Path file, String alias, String... more) throws Exception {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1",
				"-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias, "-storetype", "PKCS12",
				"-keystore", file.toString(), "-storepass", new String(PASSWORD)));
		command.addAll(List.of(more));
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(keytool.waitFor()).as(said).isZero();
	}

	private static KeyManagerFactory keys(KeyStore store) throws GeneralSecurityException, IOException {
		KeyStore own = KeyStore.getInstance("PKCS12");
		own.load(null, null);
		own.setKeyEntry("server", store.getKey("server", PASSWORD), PASSWORD, store.getCertificateChain("server"));
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(own, PASSWORD);
		return keys;
	}

	private static SslBundle trust(KeyStore store) throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("ca", store.getCertificate("ca"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		return SslBundle.of(null, null, SslOptions.NONE, "TLS", SslManagerBundle.from(trust));
	}

	private ChatProvider provider(KeyStore store, boolean http2, @Nullable SslBundle trust) throws Exception {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
			.secure((tls) -> {
				try {
					tls.sslContext(Http2SslContextSpec.forServer(keys(store)));
				}
				catch (GeneralSecurityException | IOException ex) {
					throw new IllegalStateException(ex);
				}
			})
			.handle(this::answer)
			.bindNow();
		this.server = server;
		ProviderSettings settings = new ProviderSettings("p", "openai",
				URI.create("https://127.0.0.1:" + server.port() + "/v1"), List.of(new ProviderCredential("key")),
				ProvidersProperties.defaultTimeouts(), false);
		ProviderKeys keys = new ProviderKeys(settings, UpstreamLimits.DEFAULT,
				new Breakers(CircuitBreakerRegistry.ofDefaults(), System::nanoTime));
		HttpUpstream http = new HttpUpstream(settings, keys, ConnectionSettings.DEFAULT, new UpstreamTls(http2, trust),
				null, this.loops);
		this.http = http;
		return new CompatibleProvider(settings, http, new CompatibleProvider.Paths("/chat", "/chat", "/text", null));
	}

	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		this.protocols.add(request.protocol());
		this.connections.add(String.valueOf(request.remoteAddress()));
		return request.receive().aggregate().asString().flatMap((body) -> {
			if (body.contains("wait")) {
				request.withConnection((connection) -> connection.onDispose(() -> this.cancelled.complete(null)));
				return events(response, Flux.just(WIRE.content("one")).concatWith(Flux.never()));
			}
			return body.contains("stream") ? events(response, Flux.just(WIRE.stream("hello"))) : Mono
				.from(response.header("content-type", "application/json").sendString(Mono.just(WIRE.whole("hello"))));
		});
	}

	private static Mono<Void> events(HttpServerResponse response, Flux<String> events) {
		Flux<ByteBuf> buffers = events.map((event) -> Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8)));
		return Mono.from(response.header("content-type", "text/event-stream").send(buffers, (buffer) -> true));
	}

	private static Mono<Answer> call(ChatProvider provider, boolean streamed, String word, RecordingObserver observer) {
		JsonBody body = JsonBody.of(Unpooled.copiedBuffer("{\"model\":\"m\",\"messages\":[],\"user\":\"" + word + "\""
				+ (streamed ? ",\"stream\":true" : "") + "}", StandardCharsets.UTF_8));
		ChatRequest request = new ChatRequest(Protocol.OPENAI, Operation.CHAT, false, "m", streamed, false, false, null,
				null, 0, body);
		return provider.call(new UpstreamRequest(request, "m", List.of(), List.of(), UnsupportedParameters.PASS,
				(Permit) provider.admit(), CallTerms.DEFAULT), observer);
	}

	private static String text(Answer answer) {
		return switch (answer) {
			case Answer.Complete complete -> text(complete.body());
			case Answer.Streamed streamed ->
				String.join("", ProviderTest.await(streamed.events().map(UpstreamTlsTests::text).collectList()));
		};
	}

	private static String text(ByteBuf bytes) {
		String text = bytes.toString(StandardCharsets.UTF_8);
		bytes.release();
		return text;
	}

	private void closesCleanly(ChatProvider provider) {
		Awaitility.await().until(() -> provider.state().inFlight() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "true,HTTP/2", "false,HTTP/1.1" })
	void answersComeByTheProtocolThatIsOffered(boolean http2, String protocol) throws Exception {
		KeyStore store = certificate("ip:127.0.0.1");
		ChatProvider provider = provider(store, http2, trust(store));
		for (int i = 0; i < 3; i++) {
			assertThat(text(ProviderTest.await(call(provider, false, "x", new RecordingObserver())))).contains("hello");
			assertThat(text(ProviderTest.await(call(provider, true, "x", new RecordingObserver())))).contains("hello",
					"[DONE]");
		}
		assertThat(this.protocols).hasSize(6).allMatch((one) -> one.startsWith(protocol));
		if (http2) {
			assertThat(this.connections.stream().distinct()).hasSize(1);
		}
		closesCleanly(provider);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallerWhoLeavesEndsTheStreamAndOnHttp2NothingElse(boolean http2) throws Exception {
		KeyStore store = certificate("ip:127.0.0.1");
		ChatProvider provider = provider(store, http2, trust(store));
		RecordingObserver observer = new RecordingObserver();
		Answer.Streamed answer = (Answer.Streamed) ProviderTest.await(call(provider, true, "wait", observer));
		Disposable caller = answer.events().subscribe(ByteBuf::release);
		caller.dispose();
		observer.awaitEnd();
		this.cancelled.orTimeout(5, TimeUnit.SECONDS).join();
		assertThat(observer.told()).endsWith("cancelled");
		closesCleanly(provider);
		assertThat(text(ProviderTest.await(call(provider, true, "x", new RecordingObserver())))).contains("hello");
		assertThat(this.connections.stream().distinct()).hasSize(http2 ? 1 : 2);
	}

	private void isUnreachable(ChatProvider provider) {
		RecordingObserver observer = new RecordingObserver();
		Mono<Reason> reason = call(provider, false, "x", observer).map((answer) -> Reason.UPSTREAM_ERROR)
			.onErrorResume(UpstreamFailed.class, (failure) -> Mono.just(failure.reason()));
		assertThat(ProviderTest.await(reason)).isEqualTo(Reason.UPSTREAM_UNREACHABLE);
		assertThat(observer.told()).containsExactly("failed");
		assertThat(this.protocols).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCertificateOfAnotherHostIsNotAccepted(boolean http2) throws Exception {
		KeyStore store = certificate("dns:elsewhere.example");
		isUnreachable(provider(store, http2, trust(store)));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anExpiredCertificateIsNotAccepted(boolean http2) throws Exception {
		KeyStore store = certificate("ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
		isUnreachable(provider(store, http2, trust(store)));
	}

	@Test
	void aCertificateThatNobodySignedIsNotAcceptedWithoutABundle() throws Exception {
		isUnreachable(provider(certificate("ip:127.0.0.1"), false, null));
	}

}
