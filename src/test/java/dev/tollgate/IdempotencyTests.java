package dev.tollgate;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.testing.SettableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call with an idempotency key is made once, and everybody who repeats it gets its
 * answer.
 */
class IdempotencyTests extends GatewayTests {

	private static final String HEADER = "idempotency-key";

	private static final String CHAT = "/v1/chat/completions";

	private static final String STREAMED = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

	private final String key = UUID.randomUUID().toString();

	/** The tables are made behind the start, by the ledger's writer. */
	@BeforeEach
	void awaitTheStore() {
		Awaitility.await()
			.until(() -> this.gateway.chat("gpt-4o", "Ready?", HEADER, UUID.randomUUID().toString())
				.statusCode() == 200);
		this.simulator.clear();
	}

	private HttpResponse<String> chat(String text) {
		return this.gateway.chat("gpt-4o", text, HEADER, this.key);
	}

	private HttpResponse<String> stream(String text) {
		return this.gateway.stream("gpt-4o", text, HEADER, this.key);
	}

	private static boolean replayed(HttpResponse<String> response) {
		return response.headers().firstValue("idempotent-replayed").isPresent();
	}

	private static String header(HttpResponse<String> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private static String code(HttpResponse<String> response) {
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		return error.path("code").asString();
	}

	private void assertReplayed(HttpResponse<String> again, HttpResponse<String> first) {
		assertThat(replayed(first)).isFalse();
		assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
		assertThat(again.statusCode()).isEqualTo(first.statusCode());
		assertThat(again.body()).isEqualTo(first.body());
		for (String name : List.of("x-request-id", "content-type", "x-tollgate-provider", "x-tollgate-model",
				"x-tollgate-attempts", "x-tollgate-price-window", "x-tollgate-cost-usd", "cache-control")) {
			assertThat(header(again, name)).as(name).isEqualTo(header(first, name));
		}
	}

	@Test
	void fiftyAtOnceAreOneCall() {
		String body = GatewayCaller.ask("gpt-4o", "Hi [[simulate delay=300ms]]", "");
		HttpRequest request = this.gateway.keyed(CHAT, HEADER, this.key)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 50)
			.mapToObj((i) -> this.gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()))
			.toList();
		List<HttpResponse<String>> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(this.simulator.calls()).hasSize(1);
		assertThat(answers).allMatch((answer) -> answer.statusCode() == 200 || answer.statusCode() == 409);
		assertThat(answers.stream().filter((answer) -> answer.statusCode() == 200 && !replayed(answer))).hasSize(1);
		assertThat(answers.stream().filter((answer) -> answer.statusCode() == 409))
			.allMatch((answer) -> code(answer).equals("idempotency_in_progress")
					&& answer.headers().firstValue("retry-after").isPresent()
					&& answer.headers().firstValue("x-should-retry").isEmpty());
		assertThat(replayed(this.gateway.send(request))).isTrue();
	}

	@Test
	void aRepeatedCallGetsTheFirstAnswerAndCostsNothing() {
		HttpResponse<String> first = chat("Hello");
		double attempts = this.gateway.metric("tollgate_attempts_total");
		double cost = this.gateway.metric("gen_ai_client_cost_usd_total");
		for (int i = 0; i < 3; i++) {
			assertReplayed(chat("Hello"), first);
		}
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(header(first, "x-tollgate-cost-usd")).isNotEmpty();
		assertThat(this.simulator.calls()).hasSize(1);
		assertThat(this.gateway.metric("tollgate_attempts_total")).isEqualTo(attempts);
		assertThat(this.gateway.metric("gen_ai_client_cost_usd_total")).isEqualTo(cost);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "deepseek-chat", "gemini-2.0-flash" })
	void aStreamIsReplayedByteForByte(String model) {
		HttpResponse<String> first = this.gateway.stream(model, "Hello", HEADER, this.key);
		assertThat(first.body()).endsWith("data: [DONE]\n\n");
		assertReplayed(this.gateway.stream(model, "Hello", HEADER, this.key), first);
		assertThat(header(first, "content-type")).startsWith("text/event-stream");
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void aTextCompletionIsMadeOnceToo() {
		String body = "{\"model\":\"deepseek-chat\",\"prompt\":\"Once\"}";
		HttpResponse<String> first = this.gateway.post("/beta/completions", body, HEADER, this.key);
		assertThat(first.statusCode()).isEqualTo(200);
		assertReplayed(this.gateway.post("/beta/completions", body, HEADER, this.key), first);
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void anotherRequestWithTheSameKeyIsRefused() {
		chat("Hello");
		for (HttpResponse<String> other : List.of(chat("Good-bye"), stream("Hello"),
				this.gateway.post("/chat/completions", GatewayCaller.ask("gpt-4o", "Hello", ""), HEADER, this.key))) {
			assertThat(other.statusCode()).isEqualTo(422);
			assertThat(code(other)).isEqualTo("idempotency_error");
			assertThat(GatewayCaller.json(other).path("error").path("type").asString()).isEqualTo("idempotency_error");
			assertThat(header(other, "x-should-retry")).isEqualTo("false");
			assertThat(replayed(other)).isFalse();
		}
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void otherKeysAreOtherCalls() {
		chat("Hello");
		assertThat(replayed(this.gateway.chat("gpt-4o", "Hello", HEADER, this.key + "'"))).isFalse();
		assertThat(replayed(this.gateway.chat("gpt-4o", "Hello"))).isFalse();
		assertThat(this.simulator.calls()).hasSize(3);
	}

	@Test
	void geminisCallersAreServedInGeminisProtocol() {
		String path = "gemini-2.0-flash:streamGenerateContent";
		HttpResponse<String> first = this.gateway.gemini(path, "Hello", HEADER, this.key);
		assertThat(first.statusCode()).isEqualTo(200);
		assertReplayed(this.gateway.gemini(path, "Hello", HEADER, this.key), first);
		HttpResponse<String> other = this.gateway.gemini("gemini-2.0-flash:generateContent", "Hello", HEADER, this.key);
		assertThat(other.statusCode()).isEqualTo(422);
		JsonNode error = GatewayCaller.json(other).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("code", "message", "status");
		assertThat(error.path("status").asString()).isEqualTo("INVALID_ARGUMENT");
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void countingTokensHeedsNoKey() {
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> count = this.gateway.gemini("gemini-2.0-flash:countTokens", "Hello", HEADER, this.key);
			assertThat(count.statusCode()).isEqualTo(200);
			assertThat(replayed(count)).isFalse();
		}
	}

	@Test
	void afterADayTheCallIsMadeAgain() {
		HttpResponse<String> first = chat("Hello");
		this.clock.set(SettableClock.EVENING_IN_CHINA.plus(Duration.ofHours(24)).minusMillis(1));
		assertReplayed(chat("Hello"), first);
		this.clock.set(SettableClock.EVENING_IN_CHINA.plus(Duration.ofHours(24)));
		assertThat(replayed(chat("Good-bye"))).isFalse();
		assertThat(this.simulator.calls()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "tokens=40 gap=20ms,true,700", "first-token=700ms,true,0", "delay=700ms,false,0" })
	void aCallerWhoLeavesFindsTheAnswerLater(String marker, boolean streamed, int read) throws IOException {
		String body = GatewayCaller.ask("gpt-4o", "Hi [[simulate " + marker + "]]", streamed ? STREAMED : "");
		String begin;
		try (Socket socket = post(body)) {
			Awaitility.await().until(() -> this.simulator.open() == 1);
			begin = new String(socket.getInputStream().readNBytes(read), StandardCharsets.UTF_8);
		}
		HttpResponse<String> whileUnderWay = this.gateway.post(CHAT, body, HEADER, this.key);
		assertThat(whileUnderWay.statusCode()).isEqualTo(409);
		Awaitility.await().until(() -> this.gateway.post(CHAT, body, HEADER, this.key).statusCode() == 200);
		HttpResponse<String> answer = this.gateway.post(CHAT, body, HEADER, this.key);
		assertThat(replayed(answer)).isTrue();
		assertThat(header(answer, "x-request-id")).isNotEmpty();
		if (streamed) {
			assertThat(answer.body()).startsWith("data: {").endsWith("data: [DONE]\n\n");
			assertThat(begin.isEmpty() || begin.contains(header(answer, "x-request-id"))).isTrue();
		}
		assertThat(upstream().outcome()).isEqualTo(SimulatedCall.Outcome.COMPLETED);
		Awaitility.await().until(() -> this.gateway.metric("tollgate_streams_active") == 0);
	}

	private Socket post(String body) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		socket.setSoTimeout(20_000);
		socket.getOutputStream()
			.write(("POST " + CHAT + " HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer " + GatewayCaller.KEY
					+ "\r\nidempotency-key: " + this.key + "\r\ncontent-type: application/json\r\ncontent-length: "
					+ body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	@Test
	void aStreamThatWasCutFreesTheKey() {
		String text = "Hi [[simulate tokens=30 cut=9 times=1]]" + this.key;
		HttpResponse<String> cut = stream(text);
		assertThat(cut.body()).contains("upstream_stream_truncated").doesNotContain("[DONE]");
		HttpResponse<String> again = stream(text);
		assertThat(replayed(again)).isFalse();
		assertThat(again.body()).endsWith("data: [DONE]\n\n");
		assertThat(this.simulator.calls()).hasSize(2);
		assertReplayed(stream(text), again);
	}

	@Test
	void aFailureOfTheProviderFreesTheKey() {
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> failed = this.gateway.chat("nowhere/gpt-4o", "Hello", HEADER, this.key);
			assertThat(failed.statusCode()).isEqualTo(502);
			assertThat(replayed(failed)).isFalse();
		}
		assertThat(chat("Hello").statusCode()).isEqualTo(200);
	}

	@Test
	void whatTheProviderRefusedStaysRefused() {
		HttpResponse<String> first = chat("Hi [[simulate status=400]]");
		assertThat(first.statusCode()).isEqualTo(400);
		HttpResponse<String> again = chat("Hi [[simulate status=400]]");
		assertReplayed(again, first);
		assertThat(header(again, "x-should-retry")).isEqualTo("false");
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void whatTheGatewayRefusesLeavesTheKeyFree() {
		assertThat(this.gateway.chat("no-such-model", "Hello", HEADER, this.key).statusCode()).isEqualTo(404);
		assertThat(this.gateway.post(CHAT, "{\"model\":\"gpt-4o\"}", HEADER, this.key).statusCode()).isEqualTo(400);
		assertThat(chat("Hello").statusCode()).isEqualTo(200);
	}

	@Test
	void aKeyThatIsNoneIsRefused() {
		HttpResponse<String> refused = this.gateway.chat("gpt-4o", "Hello", HEADER, "k".repeat(256));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(refused).path("error").path("param").asString()).isEqualTo("Idempotency-Key");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void anAnswerTooLargeToBeKeptIsDeliveredOnce() {
		String text = "Hi [[simulate tokens=24000]]";
		HttpResponse<String> first = stream(text);
		assertThat(first.body().length()).isGreaterThan(4 * 1024 * 1024);
		assertThat(first.body()).endsWith("data: [DONE]\n\n");
		HttpResponse<String> again = stream(text);
		assertThat(again.statusCode()).isEqualTo(409);
		assertThat(code(again)).isEqualTo("idempotency_result_too_large");
		assertThat(header(again, "x-should-retry")).isEqualTo("false");
		assertThat(this.simulator.calls()).hasSize(1);
	}

}
