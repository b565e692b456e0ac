package dev.tollgate;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;

import dev.tollgate.simulator.SimulatedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a stream that is cut after its first content on routes that ask for
 * more than an error event.
 */
class ResumeTests extends FailoverGatewayTests {

	private static final String SKY = "Why is the sky blue? [[simulate %s]]";

	private HttpResponse<String> answer(String route, String marker) {
		return this.gateway.stream(route, SKY.formatted(marker));
	}

	private static String content(String stream) {
		return GatewayCaller.events(stream)
			.stream()
			.map((event) -> event.path("choices").path(0).path("delta").path("content").asString(""))
			.collect(Collectors.joining());
	}

	private static JsonNode usage(String stream) {
		return GatewayCaller.events(stream).stream().map((event) -> event.path("usage")).toList().getLast();
	}

	private JsonNode row(HttpResponse<String> response) {
		String id = response.headers().firstValue("x-request-id").orElseThrow();
		return Awaitility.await()
			.until(() -> GatewayCaller.json(this.gateway.get("/admin/requests?id=" + id)).path("data").path(0),
					(row) -> row.path("completed_at").isString());
	}

	private static List<String> outcomes(JsonNode row) {
		return row.path("attempts")
			.values()
			.stream()
			.map((attempt) -> attempt.path("provider").asString() + " " + attempt.path("outcome").asString())
			.toList();
	}

	private static void isWhole(String stream) {
		assertThat(stream).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]").doesNotContain("\"error\"");
		List<JsonNode> events = GatewayCaller.events(stream);
		assertThat(events.stream().filter((event) -> event.path("choices").path(0).path("delta").has("role")))
			.hasSizeLessThanOrEqualTo(1);
		assertThat(events.stream().filter((event) -> event.path("choices").path(0).path("finish_reason").isString()))
			.hasSize(1);
	}

	@Test
	void aHeldAnswerThatIsCutBecomesTheAnswerOfTheNextTarget() {
		HttpResponse<String> response = answer("held", "only=openai cut=8");
		isWhole(response.body());
		assertThat(response.headers().firstValue("x-tollgate-provider")).hasValue("deepseek");
		assertThat(content(response.body()))
			.isEqualTo(content(this.gateway.stream("deepseek-chat", SKY.formatted("only=openai cut=8")).body()));
		JsonNode row = row(response);
		assertThat(outcomes(row).getFirst()).isEqualTo("openai failed");
		assertThat(outcomes(row).getLast()).isEqualTo("deepseek completed");
		assertThat(usage(response.body()).path("cost").path("usd").asString())
			.isEqualTo(row.path("cost_usd").asString());
	}

	@Test
	void aHeldAnswerThatIsCutEverywhereIsAnErrorWithAStatus() {
		HttpResponse<String> response = answer("held", "cut=8");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(GatewayCaller.json(response).path("error").path("code").asString())
			.isEqualTo("upstream_stream_truncated");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=8", "end=8", "error=8", "cut=2", "cut=20", "cut=8 split=7" })
	void anAnswerThatIsCutIsGoneOnWithByAReplay(String cut) {
		String whole = content(answer("gpt-4o", "tokens=60").body());
		HttpResponse<String> response = answer("replayed", "times=1 " + cut + "; tokens=60");
		isWhole(response.body());
		assertThat(content(response.body())).isEqualTo(whole);
		JsonNode row = row(response);
		assertThat(outcomes(row)).containsExactly("openai failed", "backup completed");
		assertThat(row.path("outcome").asString()).isEqualTo("completed");
		assertThat(usage(response.body()).path("cost").path("usd").asString())
			.isEqualTo(row.path("cost_usd").asString());
	}

	@Test
	void aModelThatTakesTheBeginningOfItsAnswerIsGivenIt() {
		this.simulator.clear();
		HttpResponse<String> response = answer("prefixed", "only=openai cut=12");
		isWhole(response.body());
		SimulatedCall continued = this.simulator.calls().getLast();
		assertThat(continued.path()).contains("/beta/");
		JsonNode messages = GatewayCaller.json(String.valueOf(continued.body())).path("messages");
		JsonNode last = messages.path(messages.size() - 1);
		assertThat(last.path("prefix").asBoolean()).isTrue();
		assertThat(last.path("content").asString()).isNotEmpty();
		assertThat(content(response.body())).startsWith(last.path("content").asString())
			.isEqualTo(content(answer("gpt-4o", "").body()));
		assertThat(outcomes(row(response))).containsExactly("openai failed", "deepseek completed");
	}

	@Test
	void anotherAnswerIsAnErrorEventAndNeverMixedIn() {
		HttpResponse<String> response = answer("diverging", "only=openai cut=12; only=gemini text=Nobody knows.");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).doesNotContain("[DONE]");
		JsonNode error = GatewayCaller.events(response.body()).getLast().path("error");
		assertThat(error.path("code").asString()).isEqualTo("upstream_stream_truncated");
		assertThat(content(this.gateway.stream("gpt-4o", SKY.formatted("only=deepseek cut=12")).body()))
			.startsWith(content(response.body()));
		JsonNode row = row(response);
		assertThat(row.path("outcome").asString()).isEqualTo("failed");
		assertThat(outcomes(row)).containsExactly("openai failed", "gemini failed");
	}

	@Test
	void severalChoicesAreNotGoneOnWith() {
		String ask = GatewayCaller.ask("replayed", SKY.formatted("cut=8 times=1"), ",\"stream\":true,\"n\":2");
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions", ask);
		assertThat(response.body()).doesNotContain("[DONE]").contains("upstream_stream_truncated");
		assertThat(outcomes(row(response))).containsExactly("openai failed");
	}

	@Test
	void withoutAResumeNothingIsGoneOnWith() {
		HttpResponse<String> response = answer("gpt-4o", "cut=8 times=1");
		assertThat(response.body()).doesNotContain("[DONE]").contains("upstream_stream_truncated");
		assertThat(outcomes(row(response))).containsExactly("openai failed");
	}

}
