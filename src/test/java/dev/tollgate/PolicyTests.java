package dev.tollgate;

import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.wire.springai.WireChatOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Routes with policies, from outside.
 */
class PolicyTests extends GatewayTests {

	private static final String QUESTION = "Why is the sky blue?";

	@Autowired
	private ChatModel model;

	@Test
	void aForbiddenRequestIsRefusedAndNobodyIsCalled() {
		HttpResponse<String> answer = this.gateway.chat("guarded", "Well, DAMN you");
		assertThat(answer.statusCode()).isEqualTo(400);
		JsonNode error = GatewayCaller.json(answer.body()).path("error");
		assertThat(error.path("code").asString()).isEqualTo("content_filter");
		assertThat(error.path("message").asString()).contains("no-swearing").doesNotContainIgnoringCase("damn");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void forbiddenWordsAreFoundWhereverTheyStand() {
		for (String message : List.of("{\"role\":\"system\",\"content\":\"damn\"}",
				"{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Say damn\"}]}",
				"{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1234-5678-9012-3456\"}",
				"{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\": \\\"Holy cow\\\"}\"}}]}")) {
			HttpResponse<String> answer = this.gateway.post("/v1/chat/completions",
					"{\"model\":\"guarded\",\"messages\":[" + message + "]}");
			assertThat(answer.statusCode()).as(message).isEqualTo(400);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void anAnswerIsCutOffAndItsCostIsKnown() {
		HttpResponse<String> answer = this.gateway.chat("listening", "Speak [[simulate text=Well, holy cow, I say]]");
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode choice = GatewayCaller.json(answer.body()).path("choices").path(0);
		assertThat(choice.path("finish_reason").asString()).isEqualTo("content_filter");
		assertThat(answer.body()).doesNotContain("cow").doesNotContain("Well");
		assertThat(answer.headers().firstValue("x-tollgate-cost-usd"))
			.hasValue(row(answer).path("cost_usd").asString());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7 })
	void aStreamIsCutOffBeforeTheWord(int split) {
		HttpResponse<String> answer = this.gateway.stream("listening",
				"Speak [[simulate split=" + split + " text=It is good, holy cow it is]]");
		List<JsonNode> events = events(answer);
		assertThat(text(events)).startsWith("It is good,").doesNotContain("holy").doesNotContain("cow");
		assertThat(events.stream()
			.map((event) -> event.path("choices").path(0).path("finish_reason"))
			.filter(JsonNode::isString)
			.map(JsonNode::asString)).containsExactly("content_filter");
		assertThat(events.getLast().path("usage").path("cost").path("usd").asString())
			.isEqualTo(row(answer).path("cost_usd").asString());
		assertThat(answer.body()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void wordsAreMaskedInWholeAnswers() {
		HttpResponse<String> answer = this.gateway.chat("masked", QUESTION);
		assertThat(answer.body()).doesNotContain("Rayleigh")
			.doesNotContainIgnoringCase("sunset")
			.contains("called ***");
	}

	@Test
	void wordsAreMaskedInStreams() {
		String whole = content(this.gateway.chat("masked", QUESTION));
		assertThat(text(events(this.gateway.stream("masked", QUESTION)))).isEqualTo(whole);
	}

	@Test
	void thePromptIsWorded() {
		this.gateway.chat("worded", QUESTION);
		JsonNode messages = sent().path("messages");
		assertThat(messages.path(0).path("role").asString()).isEqualTo("system");
		assertThat(messages.path(0).path("content").asString()).isEqualTo("You are brief.");
		assertThat(messages.path(1).path("content").asString()).isEqualTo("The question is: " + QUESTION);
		assertThat(sent().path("temperature").asDouble()).as("as on other routes").isEqualTo(0.6);
	}

	@Test
	void picturesPassPolicies() {
		byte[] picture = new byte[300_000];
		String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
		this.gateway.post("/v1/chat/completions", """
				{"model": "worded", "messages": [{"role": "user", "content": [
				 {"type": "image_url", "image_url": {"url": "%s"}}, {"type": "text", "text": "What is it?"}]}]}"""
			.formatted(url));
		JsonNode parts = sent().path("messages").path(1).path("content");
		assertThat(parts.path(0).path("image_url").path("url").asString()).isEqualTo(url);
		assertThat(parts.path(1).path("text").asString()).isEqualTo("The question is: What is it?");
	}

	@Test
	void anAnswerIsGivenAgainAndSavesItsCost() {
		String question = "Once? " + System.nanoTime();
		HttpResponse<String> first = this.gateway.chat("kept", question);
		HttpResponse<String> second = this.gateway.chat("kept", question);
		assertThat(this.simulator.calls()).hasSize(1);
		assertThat(content(second)).isEqualTo(content(first));
		assertThat(second.headers().firstValue("x-tollgate-cost-usd")).hasValue("0");
		assertThat(second.headers().firstValue("x-tollgate-attempts")).hasValue("0");
		assertThat(second.headers().firstValue("x-tollgate-provider")).hasValue("openai");
		JsonNode row = row(second);
		assertThat(row.path("cost_usd").asString()).isEqualTo("0");
		assertThat(row.path("source").asString()).isEqualTo("cache");
		assertThat(row.path("saved_usd").asString())
			.isEqualTo(first.headers().firstValue("x-tollgate-cost-usd").orElseThrow());
	}

	@Test
	void whoAsksForAStreamGetsOne() {
		String question = "As a stream? " + System.nanoTime();
		String whole = content(this.gateway.chat("kept", question));
		HttpResponse<String> streamed = this.gateway.stream("kept", question);
		assertThat(this.simulator.calls()).hasSize(1);
		assertThat(text(events(streamed))).isEqualTo(whole);
		assertThat(events(streamed).getLast().path("usage").path("cost").path("usd").asString()).isEqualTo("0");
		assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void aStreamIsGivenAgainAsAWhole() {
		String question = "As a whole? " + System.nanoTime();
		String streamed = text(events(this.gateway.stream("kept", question)));
		assertThat(content(this.gateway.chat("kept", question))).isEqualTo(streamed);
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void tenantsDoNotShareAnswers() {
		String question = "Mine? " + System.nanoTime();
		this.gateway.chat("kept", question);
		this.model
			.call(new Prompt(List.of(new UserMessage(question)), WireChatOptions.builder().model("kept").build()));
		assertThat(this.simulator.calls()).hasSize(2);
	}

	@Test
	void aFailedAnswerIsNotKept() {
		String question = "Fail? " + System.nanoTime() + " [[simulate status=500 times=1]]";
		assertThat(this.gateway.chat("kept", question).statusCode()).isEqualTo(502);
		assertThat(this.gateway.chat("kept", question).statusCode()).isEqualTo(200);
	}

	@Test
	void somebodyElsesAdvisorWorks() {
		HttpResponse<String> answer = this.gateway.chat("shouting", QUESTION);
		assertThat(content(answer)).contains("RAYLEIGH");
		assertThat(GatewayCaller.json(answer.body()).path("system_fingerprint").asString()).isNotEmpty();
		assertThat(sent().path("messages").path(0).path("content").asString()).isEqualTo(QUESTION + " Say it loud.");
		assertThat(text(events(this.gateway.stream("shouting", QUESTION)))).contains("RAYLEIGH");
	}

	@Test
	void failuresKeepTheirStatus() {
		assertThat(this.gateway.chat("all", "Hello [[simulate status=429]]").statusCode()).isEqualTo(429);
		assertThat(this.gateway.stream("all", "Hello [[simulate status=429]]").statusCode()).isEqualTo(429);
	}

	@Test
	void aStreamThatFailsSaysSo() {
		HttpResponse<String> answer = this.gateway.stream("worded", QUESTION + " [[simulate cut=6]]");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"error\"").doesNotContain("[DONE]");
	}

	@Test
	void theUsageIsForThoseWhoAsk() {
		HttpResponse<String> answer = this.gateway.post("/v1/chat/completions",
				"{\"model\":\"worded\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
		assertThat(answer.body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
		assertThat(row(answer).path("usage").path("output").asInt()).isPositive();
	}

	@Test
	void otherProtocolsAreNoWayAroundPolicies() {
		assertThat(this.gateway.post("/v1/completions", "{\"model\":\"guarded\",\"prompt\":\"Hello\"}").statusCode())
			.isEqualTo(400);
		assertThat(this.gateway.gemini("guarded:generateContent", "Hello").statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void whoLeavesEndsTheCall() throws Exception {
		try (InputStream events = this.gateway
			.open("/v1/chat/completions",
					GatewayCaller.ask("all", "Hello [[simulate endless gap=5ms]]", ",\"stream\":true"))
			.body()) {
			assertThat(events.readNBytes(500)).hasSize(500);
		}
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> upstream().outcome() == SimulatedCall.Outcome.CANCELLED);
	}

	@Test
	void personalDataStaysHere() {
		HttpResponse<String> answer = this.gateway.chat("private",
				"Write to ada@example.com, E-123456, or ada@example.com [[simulate text=I wrote to ada@example.com of E-123456.]]");
		String seen = sent().path("messages").path(0).path("content").asString();
		assertThat(seen).startsWith("Write to [EMAIL_1], [EMPLOYEE_1], or [EMAIL_1]").doesNotContain("ada@example.com");
		assertThat(content(answer)).isEqualTo("I wrote to ada@example.com of E-123456.");
	}

	@Test
	void personalDataComesBackInStreams() {
		HttpResponse<String> answer = this.gateway.stream("private",
				"Write to ada@example.com [[simulate split=3 text=I wrote to ada@example.com today, ada@example.com.]]");
		assertThat(text(events(answer))).isEqualTo("I wrote to ada@example.com today, ada@example.com.");
	}

	@Test
	void anAnswerThatDoesNotMatchIsMendedOnce() {
		HttpResponse<String> answer = this.gateway.post("/v1/chat/completions", checked("text={\"a\": \"x\"}", false));
		assertThat(answer.statusCode()).isEqualTo(502);
		assertThat(this.simulator.calls()).hasSize(2);
		JsonNode messages = GatewayCaller.json(String.valueOf(this.simulator.calls().getLast().body()))
			.path("messages");
		assertThat(messages).hasSize(3);
		assertThat(messages.path(1).path("role").asString()).isEqualTo("assistant");
		assertThat(messages.path(2).path("content").asString()).contains("JSON schema");
		JsonNode row = row(answer);
		assertThat(row.path("attempts")).hasSize(2);
	}

	@Test
	void aStreamedAnswerIsCheckedBeforeItIsLetOut() {
		HttpResponse<String> good = this.gateway.post("/v1/chat/completions", checked("text={\"a\": 7}", true));
		assertThat(text(events(good))).isEqualTo("{\"a\": 7}");
		this.simulator.clear();
		HttpResponse<String> bad = this.gateway.post("/v1/chat/completions", checked("text=No JSON", true));
		assertThat(bad.statusCode()).isEqualTo(502);
		assertThat(this.simulator.calls()).hasSize(2);
	}

	@Test
	void bothCallsOfAMendedAnswerAreOneRequestWithOneCost() {
		HttpResponse<String> answer = this.gateway.post("/v1/chat/completions",
				checked("times=1 text=Sorry", false).replace("Numbers", "Numbers?"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("x-tollgate-attempts")).hasValue("2");
		assertThat(GatewayCaller.json(content(answer)).path("a").isInt()).isTrue();
		JsonNode row = row(answer);
		BigDecimal sum = row.path("cost")
			.valueStream()
			.map((line) -> new BigDecimal(line.path("usd").asString()))
			.reduce(BigDecimal.ZERO, BigDecimal::add);
		assertThat(new BigDecimal(row.path("cost_usd").asString())).isEqualByComparingTo(sum);
		assertThat(answer.headers().firstValue("x-tollgate-cost-usd")).hasValue(row.path("cost_usd").asString());
	}

	private static String checked(String order, boolean streamed) {
		return """
				{"model": "checked", "stream": %s, "messages": [{"role": "user", "content": %s}],
				 "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema":
				  {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}}}"""
			.formatted(streamed, GatewayCaller.quote("Numbers [[simulate " + order + "]]"));
	}

	@Test
	void similarQuestionsShareAnAnswer() {
		HttpResponse<String> first = this.gateway.chat("similar", "How do I reset my password on the web site?");
		HttpResponse<String> second = this.gateway.chat("similar", "How do I reset my password on the website?");
		assertThat(content(second)).isEqualTo(content(first));
		assertThat(second.headers().firstValue("x-tollgate-cost-usd")).hasValue("0");
		HttpResponse<String> third = this.gateway.chat("similar", "What is the capital of France?");
		assertThat(third.headers().firstValue("x-tollgate-attempts")).hasValue("1");
		assertThat(this.simulator.calls().stream().filter((call) -> call.path().endsWith("/chat/completions")))
			.hasSize(2);
	}

	@Test
	void aLongTextWithoutASpaceIsNoPicture() {
		String unbroken = "x".repeat(5000);
		assertThat(this.gateway.chat("guarded", unbroken + " damn").statusCode()).isEqualTo(400);
		assertThat(this.gateway.chat("guarded", unbroken + "-damn-" + unbroken).statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void wordsAreFoundBesideMessagesToo() {
		for (String member : List.of("\"stop\":[\"damn\"]", "\"metadata\":{\"damn\":\"a\"}",
				"\"x_new\":{\"a\":[\"damn\"]}",
				"\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"description\":\"damn\"}}}",
				"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"damn\"}}]")) {
			HttpResponse<String> answer = this.gateway.post("/v1/chat/completions",
					GatewayCaller.ask("guarded", "Hello", "," + member));
			assertThat(answer.statusCode()).as(member).isEqualTo(400);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void numbersKeepTheirDigits() {
		this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("worded", "Hello", ",\"x_a\":1.10,\"x_b\":0.12345678901234567890123,\"x_c\":1e400"));
		assertThat(String.valueOf(upstream().body())).contains("\"x_a\":1.10")
			.contains("0.12345678901234567890123")
			.contains("\"x_c\":1E+400");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"$ref\":\"#\"}", "{\"allOf\":[{\"$ref\":\"#\"}]}",
			"{\"$ref\":\"https://example.com/schema\"}", "{\"type\":\"string\",\"pattern\":\"(?=a)b\"}" })
	void aSchemaThatCannotBeUsedIsRefused(String schema) {
		HttpResponse<String> answer = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("checked", "Hello",
						",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":"
								+ schema + "}}"));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aKeptAnswerThatDoesNotMatchIsFollowedByACall() {
		String body = checked("times=1 text=Sorry", false).replace("\"checked\"", "\"kept-inside\"")
			.replace("Numbers", "Kept " + System.nanoTime());
		HttpResponse<String> first = this.gateway.post("/v1/chat/completions", body);
		HttpResponse<String> second = this.gateway.post("/v1/chat/completions", body);
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(second.statusCode()).isEqualTo(200);
		assertThat(row(second).path("attempts").valueStream().map((attempt) -> attempt.path("state").asString("")))
			.isNotEmpty();
		assertThat(second.headers().firstValue("x-tollgate-cost-usd"))
			.hasValue(row(second).path("cost_usd").asString());
	}

	private JsonNode row(HttpResponse<String> answer) {
		String id = answer.headers().firstValue("x-request-id").orElseThrow();
		return Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> GatewayCaller.json(this.gateway.get("/admin/requests?id=" + id).body()).path("data").path(0),
					(row) -> !row.isMissingNode());
	}

	private static String content(HttpResponse<String> answer) {
		return GatewayCaller.json(answer.body()).path("choices").path(0).path("message").path("content").asString();
	}

	private static List<JsonNode> events(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return GatewayCaller.events(answer.body());
	}

	private static String text(List<JsonNode> events) {
		StringBuilder text = new StringBuilder();
		events.forEach((event) -> text
			.append(Objects.requireNonNull(event.path("choices").path(0).path("delta").path("content").asString(""))));
		return text.toString();
	}

}
