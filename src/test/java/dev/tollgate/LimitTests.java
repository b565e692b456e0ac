package dev.tollgate;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.tollgate.TestKeys.Key;
import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.testing.SettableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often, how much and how many at once a key may call.
 */
class LimitTests extends GatewayTests {

	private static final String HELLO = "Hello [[simulate tokens=3]]";

	private static final String CHAT = "/v1/chat/completions";

	private TestKeys keys;

	@BeforeEach
	void prepare() {
		this.keys = new TestKeys(this.gateway);
	}

	private HttpResponse<String> ok(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response;
	}

	private static JsonNode refused(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(error.path("type").asString()).isEqualTo("rate_limit_error");
		assertThat(error.path("code").asString()).isEqualTo("rate_limit_exceeded");
		return error;
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("none");
	}

	private double rejections(String reason) {
		return this.gateway.metric("tollgate_limit_rejections_total", "reason", reason);
	}

	@Test
	void requestsOfAMinuteAreLimitedAndToldInHeaders() {
		Key key = this.keys.create(",\"requests_per_minute\":2");
		double before = rejections("requests");
		HttpResponse<String> first = ok(this.gateway.chat("gpt-4o", HELLO, key.header()));
		assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
		assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
		assertThat(header(first, "x-ratelimit-reset-requests")).isEqualTo("1m1s");
		assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("none");
		assertThat(header(first, "x-ratelimit-mode")).isEqualTo("none");
		HttpResponse<String> second = ok(this.gateway.stream("gpt-4o", HELLO, key.header()));
		assertThat(header(second, "x-ratelimit-remaining-requests")).isEqualTo("0");
		HttpResponse<String> third = this.gateway.chat("gpt-4o", HELLO, key.header());
		assertThat(refused(third).path("message").asString())
			.isEqualTo("The key '" + key.name() + "' has reached its limit of 2 requests per minute");
		assertThat(header(third, "retry-after")).isEqualTo("61");
		assertThat(header(third, "x-should-retry")).isEqualTo("none");
		assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
		assertThat(this.simulator.calls()).hasSize(2);
		assertThat(rejections("requests")).isEqualTo(before + 1);
		this.clock.set(SettableClock.EVENING_IN_CHINA.plusSeconds(61));
		ok(this.gateway.chat("gpt-4o", HELLO, key.header()));
	}

	@Test
	void geminisCallersAreToldInGooglesWords() {
		Key key = this.keys.create(",\"requests_per_minute\":1");
		ok(this.gateway.gemini("gemini-2.0-flash:generateContent", "Hi", key.header()));
		HttpResponse<String> second = this.gateway.gemini("gemini-2.0-flash:generateContent", "Hi", key.header());
		assertThat(second.statusCode()).isEqualTo(429);
		JsonNode error = GatewayCaller.json(second).path("error");
		assertThat(error.path("code").asInt()).isEqualTo(429);
		assertThat(error.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
		assertThat(error.path("message").asString()).contains("1 requests per minute");
		assertThat(header(second, "x-ratelimit-limit-requests")).isEqualTo("1");
	}

	@Test
	void whatIsRefusedForOtherReasonsCountsForNothing() {
		Key key = this.keys.create(",\"requests_per_minute\":1");
		assertThat(this.gateway.chat("nobody-knows", HELLO, key.header()).statusCode()).isEqualTo(404);
		assertThat(this.gateway.chat("text-embedding-3-small", HELLO, key.header()).statusCode()).isEqualTo(400);
		assertThat(this.gateway.post(CHAT, "{", key.header()).statusCode()).isEqualTo(400);
		ok(this.gateway.get("/v1/models", key.header()));
		ok(this.gateway.chat("gpt-4o", HELLO, key.header()));
		refused(this.gateway.chat("gpt-4o", HELLO, key.header()));
	}

	@Test
	void tokensOfAMinuteAreLimitedByWhatWasUsed() {
		Key key = this.keys.create(",\"tokens_per_minute\":1000");
		String body = GatewayCaller.ask("gpt-4o", HELLO, ",\"max_tokens\":700");
		HttpResponse<String> first = ok(this.gateway.post(CHAT, body, key.header()));
		assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("1000");
		assertThat(Integer.parseInt(header(first, "x-ratelimit-remaining-tokens"))).isBetween(250, 300);
		// three were answered, so that there is room again
		HttpResponse<String> second = ok(this.gateway.post(CHAT, body, key.header()));
		assertThat(Integer.parseInt(header(second, "x-ratelimit-remaining-tokens"))).isBetween(250, 300);
		HttpResponse<String> more = ok(this.gateway.chat("gpt-4o", "Hello [[simulate tokens=1200]]", key.header()));
		assertThat(GatewayCaller.json(more).path("usage").path("total_tokens").asInt()).isGreaterThan(1000);
		HttpResponse<String> third = this.gateway.chat("gpt-4o", HELLO, key.header());
		assertThat(refused(third).path("message").asString()).contains("1000 tokens per minute");
		assertThat(header(third, "x-ratelimit-remaining-tokens")).isEqualTo("0");
		HttpResponse<String> huge = this.gateway.chat("gpt-4o", "word ".repeat(2000), key.header());
		assertThat(refused(huge).path("message").asString()).contains("may use 1000 per minute");
		assertThat(header(huge, "x-should-retry")).isEqualTo("false");
		assertThat(header(huge, "retry-after")).isEqualTo("none");
	}

	@Test
	void tokensOfGeminisOwnCallsAndOfEmbeddingsCountToo() {
		Key key = this.keys.create(",\"tokens_per_minute\":100");
		ok(this.gateway.gemini("gemini-2.0-flash:generateContent", "Hi [[simulate tokens=120]]", key.header()));
		assertThat(this.gateway.gemini("gemini-2.0-flash:generateContent", "Hi", key.header()).statusCode())
			.isEqualTo(429);
		key = this.keys.create(",\"tokens_per_minute\":100");
		String text = GatewayCaller.quote("word ".repeat(60));
		String body = "{\"model\":\"text-embedding-3-small\",\"input\":" + text + "}";
		ok(this.gateway.post("/v1/embeddings", body, key.header()));
		refused(this.gateway.post("/v1/embeddings", body, key.header()));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void noMoreCallsAreUnderWayThanMayBe(boolean streamed) {
		Key key = this.keys.create(",\"concurrency\":5");
		String text = "Hello [[simulate tokens=20 first-token=30ms gap=2ms]]";
		String body = GatewayCaller.ask("gpt-4o", text, ",\"stream\":" + streamed);
		HttpRequest request = this.gateway.keyed(CHAT, key.header())
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		int answered = 0;
		for (int round = 0; round < 4; round++) {
			List<CompletableFuture<HttpResponse<String>>> calls = Stream
				.generate(() -> this.gateway.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()))
				.limit(50)
				.toList();
			for (CompletableFuture<HttpResponse<String>> call : calls) {
				HttpResponse<String> response = call.join();
				if (response.statusCode() == 200) {
					answered++;
				}
				else {
					assertThat(refused(response).path("message").asString()).contains("5 requests under way");
					assertThat(Integer.parseInt(header(response, "retry-after"))).isBetween(1, 3);
				}
			}
		}
		assertThat(answered).isGreaterThanOrEqualTo(20);
		assertThat(most(this.simulator.calls())).isLessThanOrEqualTo(5);
		ok(this.gateway.chat("gpt-4o", HELLO, key.header()));
	}

	/** How many calls were at the simulator at the same time. */
	private static int most(List<SimulatedCall> calls) {
		int most = 0;
		for (SimulatedCall call : calls) {
			Instant start = call.startedAt();
			most = Math.max(most,
					(int) calls.stream()
						.filter((other) -> !other.startedAt().isAfter(start)
								&& (other.endedAt() == null || other.endedAt().isAfter(start)))
						.count());
		}
		return most;
	}

	@ParameterizedTest
	@ValueSource(strings = { "status=500", "status=400", "hang-up", "cut=3", "stall=2 only=impatient", "garbage=1-5" })
	void aCallThatFailsLeavesItsPlace(String fault) {
		Key key = this.keys.create(",\"concurrency\":1");
		for (boolean streamed : new boolean[] { false, true }) {
			this.gateway.receive(CHAT, "{}");
			String body = GatewayCaller.ask("impatient/gpt-4o", "Hello [[simulate " + fault + "]]",
					",\"stream\":" + streamed);
			HttpResponse<String> response = this.gateway
				.send(this.gateway.keyed(CHAT, key.header()).POST(HttpRequest.BodyPublishers.ofString(body)).build());
			assertThat(response.statusCode()).isNotEqualTo(429);
			ok(this.gateway.chat("gpt-4o", HELLO, key.header()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "masked", "kept" })
	void aCallerWhoLeavesMakesRoom(String model) {
		Key key = this.keys.create(",\"concurrency\":1");
		for (boolean streamed : new boolean[] { false, true }) {
			String text = "Leaving " + key.name() + streamed + " [[simulate first-token=20ms stall=3]]";
			HttpRequest request = this.gateway.keyed(CHAT, key.header())
				.POST(HttpRequest.BodyPublishers.ofString(GatewayCaller.ask(model, text, ",\"stream\":" + streamed)))
				.build();
			this.simulator.clear();
			CompletableFuture<?> call = this.gateway.http()
				.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
			Awaitility.await().until(() -> this.simulator.calls().size() == 1);
			refused(this.gateway.chat("gpt-4o", HELLO, key.header()));
			call.cancel(true);
			call.handle((response, failure) -> close(response)).join();
			Awaitility.await().until(() -> this.gateway.chat("gpt-4o", HELLO, key.header()).statusCode() == 200);
		}
	}

	private static boolean close(Object response) {
		try {
			if (response instanceof HttpResponse<?> answer && answer.body() instanceof java.io.InputStream body) {
				body.close();
			}
			return true;
		}
		catch (java.io.IOException ex) {
			return false;
		}
	}

	@Test
	void whatIsReadOnWithoutItsCallerKeepsItsPlace() {
		Key key = this.keys.create(",\"concurrency\":1");
		String text = "Hello [[simulate first-token=20ms gap=20ms tokens=40]]";
		HttpRequest request = this.gateway.keyed(CHAT, key.header())
			.POST(HttpRequest.BodyPublishers
				.ofString(GatewayCaller.ask("drained-openai/gpt-4o", text, ",\"stream\":true")))
			.build();
		HttpResponse<java.io.InputStream> response = this.gateway.http()
			.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
			.join();
		assertThat(close(response)).isTrue();
		refused(this.gateway.chat("gpt-4o", HELLO, key.header()));
		Awaitility.await().until(() -> this.gateway.chat("gpt-4o", HELLO, key.header()).statusCode() == 200);
		assertThat(this.simulator.calls()).extracting(SimulatedCall::outcome)
			.containsOnly(SimulatedCall.Outcome.COMPLETED);
	}

	@Test
	void aRequestWithPoliciesCountsOnce() {
		Key key = this.keys.create(",\"requests_per_minute\":2,\"tokens_per_minute\":100000,\"concurrency\":1");
		String schema = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
				+ "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}}}";
		HttpResponse<String> mended = this.gateway.post(CHAT,
				GatewayCaller.ask("checked", "Hello [[simulate text=no JSON]]", schema), key.header());
		assertThat(this.simulator.calls()).as("it is asked to mend it").hasSize(2);
		assertThat(mended.statusCode()).isNotEqualTo(429);
		HttpResponse<String> similar = ok(this.gateway.chat("similar", "What is it? " + key.name(), key.header()));
		assertThat(header(similar, "x-ratelimit-remaining-requests")).isEqualTo("0");
		refused(this.gateway.chat("similar", "What is it? " + key.name(), key.header()));
	}

	@Test
	void anAnswerThatIsGivenAgainCountsAsARequestAndUsesNoTokens() {
		Key key = this.keys.create(",\"requests_per_minute\":3,\"tokens_per_minute\":60");
		String text = "Once " + key.name() + " [[simulate tokens=30]]";
		ok(this.gateway.chat("kept", text, key.header()));
		HttpResponse<String> again = ok(this.gateway.chat("kept", text, key.header()));
		assertThat(this.simulator.calls()).hasSize(1);
		assertThat(header(again, "x-ratelimit-remaining-requests")).isEqualTo("1");
		ok(this.gateway.chat("kept", text, key.header()));
		refused(this.gateway.chat("kept", text, key.header()));
	}

	@Test
	void aReplayedAnswerHasNoLimitsOfItsFirstTime() {
		Key key = this.keys.create(",\"requests_per_minute\":1");
		List<String> headers = new ArrayList<>(List.of(key.header()));
		headers.addAll(List.of("idempotency-key", "limits of " + key.name()));
		String[] once = headers.toArray(String[]::new);
		assertThat(header(ok(this.gateway.chat("gpt-4o", HELLO, once)), "x-ratelimit-limit-requests")).isEqualTo("1");
		HttpResponse<String> replay = ok(this.gateway.chat("gpt-4o", HELLO, once));
		assertThat(header(replay, "idempotent-replayed")).isEqualTo("true");
		assertThat(header(replay, "x-ratelimit-limit-requests")).isEqualTo("none");
		refused(this.gateway.chat("gpt-4o", HELLO, key.header()));
	}

	@Test
	void aKeyWithoutLimitsHearsNothingOfThem() {
		HttpResponse<String> response = ok(this.gateway.chat("gpt-4o", HELLO, this.keys.create("").header()));
		assertThat(response.headers().map().keySet()).noneMatch((name) -> name.startsWith("x-ratelimit"));
	}

	@Test
	void aKeyThatIsRevokedInTheMiddleOfAStreamLeavesItToItsEnd() {
		Key key = this.keys.create(",\"concurrency\":2");
		String text = "Hello [[simulate first-token=20ms gap=10ms tokens=40]]";
		CompletableFuture<HttpResponse<String>> stream = this.gateway.http()
			.sendAsync(this.gateway.keyed(CHAT, key.header())
				.POST(HttpRequest.BodyPublishers.ofString(GatewayCaller.ask("gpt-4o", text, ",\"stream\":true")))
				.build(), HttpResponse.BodyHandlers.ofString());
		Awaitility.await().until(() -> this.simulator.calls().size() == 1);
		this.keys.revoke(key);
		assertThat(this.gateway.chat("gpt-4o", HELLO, key.header()).statusCode()).isEqualTo(401);
		assertThat(stream.join().body()).endsWith("data: [DONE]\n\n");
	}

}
