package dev.tollgate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import dev.tollgate.testing.FakeUpstream;
import dev.tollgate.testing.ScriptedChatModel;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chat models of Spring AI's are providers like the others: a scripted one, and Ollama's
 * own module against a server that speaks Ollama's protocol.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.retry.budget=1", "tollgate.providers[0].name=scripted",
				"tollgate.providers[0].type=spring-ai", "tollgate.providers[0].chat-model=scriptedChatModel",
				"tollgate.providers[0].key-bench=0s", "tollgate.providers[0].breaker.enabled=false",
				"tollgate.providers[1].name=ollama", "tollgate.providers[1].type=spring-ai",
				"tollgate.providers[1].chat-model=ollamaChatModel", "tollgate.providers[1].key-bench=0s",
				"tollgate.providers[1].breaker.enabled=false", "tollgate.routes[0].name=lenient",
				"tollgate.routes[0].targets[0].provider=scripted", "tollgate.routes[0].targets[0].model=any",
				"tollgate.routes[0].unsupported-parameters=drop", "tollgate.routes[1].name=two",
				"tollgate.routes[1].targets[0].provider=scripted", "tollgate.routes[1].targets[0].model=any",
				"tollgate.routes[1].targets[1].provider=openai", "tollgate.routes[1].targets[1].model=gpt-4o-mini" })
@Import({ GatewayTestConfiguration.class, SpringAiGatewayTests.Models.class })
class SpringAiGatewayTests {

	private static final FakeUpstream OLLAMA = new FakeUpstream();

	@TempDir
	private static Path data = Path.of("");

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private ScriptedChatModel scripted;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry properties) {
		properties.add("tollgate.data-dir", () -> data);
	}

	@AfterAll
	static void close() {
		OLLAMA.close();
	}

	@BeforeEach
	void forget() {
		this.scripted.forget();
		OLLAMA.forget();
	}

	@Test
	void aChatModelAnswersAsAProvider() {
		this.scripted
			.answers((prompt) -> ScriptedChatModel.said("Hello").using(new DefaultUsage(1000, 100)).ended("stop"));
		HttpResponse<String> response = this.gateway.chat("scripted/any", "Hi");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-provider")).hasValue("scripted");
		assertThat(response.headers().firstValue("x-tollgate-model")).hasValue("scripted-1");
		// it has no price
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).isEmpty();
		JsonNode answer = GatewayCaller.json(response);
		assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("Hello");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(answer.at("/usage/total_tokens").asLong()).isEqualTo(1100);
		assertThat(this.gateway.metric("tollgate_unpriced_tokens_total", "provider", "scripted")).isPositive();
	}

	@Test
	void aStreamEndsWithItsUsage() {
		this.scripted.streams(
				(prompt) -> Flux.just(ScriptedChatModel.said("Hel").goingOn(), ScriptedChatModel.said("lo").goingOn(),
						ScriptedChatModel.said("").using(new DefaultUsage(7, 2)).ended("stop")));
		HttpResponse<String> response = this.gateway.stream("scripted/any", "Hi");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		List<JsonNode> events = GatewayCaller.events(response.body());
		assertThat(events).extracting((event) -> event.at("/choices/0/delta/content").asString(""))
			.containsExactly("Hel", "lo", "", "");
		assertThat(events.get(2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(events.getLast().at("/usage/total_tokens").asLong()).isEqualTo(9);
		assertThat(events.getLast().at("/usage/cost/source").asString()).isEqualTo("provider");
		assertThat(response.body()).endsWith("data: [DONE]\n\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"seed\":1", "\"logprobs\":true", "\"n\":2", "\"something_new\":{}",
			"\"response_format\":{\"type\":\"json_object\"}" })
	void whatHasNoPlaceIsRefusedByName(String member) {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("scripted/any", "Hi", "," + member));
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
		assertThat(member).startsWith("\"" + error.path("param").asString() + "\"");
		assertThat(this.scripted.wasAsked()).isFalse();
	}

	@Test
	void whatHasNoPlaceIsLeftOutAndNamedWhereTheRouteSaysSo() {
		this.scripted.answers((prompt) -> ScriptedChatModel.said("Hello").ended("stop"));
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("lenient", "Hi", ",\"seed\":1,\"user\":\"me\",\"n\":1"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-dropped")).hasValue("seed,user");
	}

	@Test
	void whatOneModelHasNoPlaceForAnotherMayHave() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("two", "Hi", ",\"seed\":1"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-provider")).hasValue("openai");
	}

	@Test
	void aModelThatFailsIsFallenBackFrom() {
		this.scripted.answers((prompt) -> {
			throw new IllegalStateException("http://secret.example says sk-secret");
		});
		HttpResponse<String> response = this.gateway.chat("two", "Hi");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-attempts")).hasValue("2");
		HttpResponse<String> failed = this.gateway.chat("scripted/any", "Hi");
		assertThat(failed.statusCode()).isEqualTo(502);
		assertThat(failed.body()).doesNotContain("secret");
	}

	@Test
	void othersThanChatsAreRefused() {
		assertThat(this.gateway.gemini("scripted/any:generateContent", "Hi").statusCode()).isEqualTo(400);
		HttpResponse<String> text = this.gateway.post("/v1/completions",
				"{\"model\":\"scripted/any\",\"prompt\":\"Once\"}");
		assertThat(text.statusCode()).isEqualTo(400);
		assertThat(text.body()).contains("unsupported_model");
	}

	@Test
	void ollamasModuleAnswersAsAWhole() {
		OLLAMA.play(FakeUpstream.whole(200, "application/json",
				"""
						{"model":"llama3.2","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant",
						"content":"Hello","thinking":"Hm"},"done_reason":"stop","done":true,"prompt_eval_count":26,"eval_count":3}
						"""));
		double observed = observed();
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("ollama/llama3.2", "Hi", ",\"temperature\":0.5,\"max_tokens\":9"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		JsonNode answer = GatewayCaller.json(response);
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("Hello");
		assertThat(answer.at("/choices/0/message/reasoning_content").asString()).isEqualTo("Hm");
		assertThat(answer.at("/usage/prompt_tokens").asLong()).isEqualTo(26);
		JsonNode sent = GatewayCaller.json(OLLAMA.call().body());
		assertThat(sent.path("model").asString()).isEqualTo("llama3.2");
		assertThat(sent.at("/options/temperature").asDouble()).isEqualTo(0.5);
		assertThat(sent.at("/options/num_predict").asInt()).isEqualTo(9);
		assertThat(sent.at("/messages/0/content").asString()).isEqualTo("Hi");
		// once, although Ollama's module observes its calls, too
		assertThat(observed()).isEqualTo(observed + 1);
	}

	@Test
	void ollamasModuleStreams() {
		OLLAMA.play(ndjson(
				"""
						{"model":"llama3.2","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant","content":"Hel"},"done":false}
						""",
				"""
						{"model":"llama3.2","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant","content":"lo"},"done":false}
						""",
				"""
						{"model":"llama3.2","created_at":"2026-11-23T12:00:01Z","message":{"role":"assistant","content":""},\
						"done_reason":"stop","done":true,"prompt_eval_count":26,"eval_count":3}
						"""));
		double observed = observed();
		HttpResponse<String> response = this.gateway.stream("ollama/llama3.2", "Hi");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		List<JsonNode> events = GatewayCaller.events(response.body());
		assertThat(events).extracting((event) -> event.at("/choices/0/delta/content").asString(""))
			.containsExactly("Hel", "lo", "", "");
		assertThat(events.getLast().at("/usage/completion_tokens").asLong()).isEqualTo(3);
		assertThat(response.body()).endsWith("data: [DONE]\n\n");
		assertThat(observed()).isEqualTo(observed + 1);
	}

	@Test
	void ollamasModuleAsksForToolsThatTheCallerCalls() {
		OLLAMA.play(ndjson("""
				{"model":"llama3.2","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant","content":"",\
				"tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"Berlin"}}}]},"done":false}
				""", """
				{"model":"llama3.2","created_at":"2026-11-23T12:00:01Z","message":{"role":"assistant","content":""},\
				"done_reason":"stop","done":true,"prompt_eval_count":26,"eval_count":3}
				"""));
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions", GatewayCaller.ask("ollama/llama3.2",
				"Weather?",
				"""
						,"stream":true,"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather",\
						"parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]"""));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		List<JsonNode> events = GatewayCaller.events(response.body());
		JsonNode call = events.getFirst().at("/choices/0/delta/tool_calls/0");
		assertThat(call.at("/function/name").asString()).isEqualTo("get_weather");
		assertThat(call.at("/function/arguments").asString()).isEqualTo("{\"city\":\"Berlin\"}");
		assertThat(call.path("id").asString()).startsWith("call_");
		assertThat(events.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
		JsonNode sent = GatewayCaller.json(OLLAMA.call().body());
		assertThat(sent.at("/tools/0/function/parameters/properties/city/type").asString()).isEqualTo("string");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatOllamaRefusesIsRefused(boolean streamed) {
		OLLAMA.play(FakeUpstream.whole(404, "application/json", "{\"error\":\"model 'llama9' not found\"}"));
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("ollama/llama9", "Hi", streamed ? ",\"stream\":true" : ""));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(GatewayCaller.json(response).at("/error/message").asString()).isEqualTo("model 'llama9' not found");
	}

	@Test
	void aStreamOfOllamasThatIsCutIsAnError() {
		OLLAMA.play(
				ndjson("""
						{"model":"llama3.2","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant","content":"Hel"},"done":false}
						"""));
		GatewayCaller.Received received = this.gateway.receive("/v1/chat/completions",
				GatewayCaller.ask("ollama/llama3.2", "Hi", ",\"stream\":true"));
		assertThat(received.text()).contains("upstream_stream_truncated").doesNotContain("[DONE]");
	}

	private double observed() {
		return this.gateway.metric("gen_ai_client_operation_seconds_count");
	}

	private static FakeUpstream.Script ndjson(String... lines) {
		return (response) -> response.header("content-type", "application/x-ndjson").sendString(Flux.fromArray(lines));
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Models {

		@Bean
		ScriptedChatModel scriptedChatModel() {
			return new ScriptedChatModel();
		}

		@Bean
		ChatModel ollamaChatModel(ObservationRegistry observations) {
			return OllamaChatModel.builder()
				.observationRegistry(observations)
				.ollamaApi(OllamaApi.builder().baseUrl(OLLAMA.uri("").toString()).build())
				.options(OllamaChatOptions.builder().model("llama3.2").build())
				.retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
				.build();
		}

	}

}
