package dev.tollgate;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.DefaultEmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every call is observed as a model of Spring AI's would have observed it: what is
 * expected is what Spring AI's own conventions make of what the caller heard.
 */
class ObservationTests extends GatewayTests {

	private static final String QUESTION = "Why is the sky blue?";

	private static final DefaultChatModelObservationConvention CHAT = new DefaultChatModelObservationConvention();

	private static final DefaultEmbeddingModelObservationConvention EMBEDDING = new DefaultEmbeddingModelObservationConvention();

	@Autowired
	private ObservationRecorder observations;

	@Autowired
	private ChatClient.Builder clients;

	@Autowired
	private EmbeddingModel embeddings;

	@BeforeEach
	void listen() {
		this.observations.listen();
	}

	@AfterEach
	void forgetWhatWasObserved() {
		this.observations.forget();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# asked           | streamed | route            | provider | model            | response model
			gpt-4o            | false    | openai/gpt-4o    | openai   | gpt-4o           | gpt-4o
			gpt-4o            | true     | openai/gpt-4o    | openai   | gpt-4o           | gpt-4o
			deepseek-chat     | false    | deepseek-chat    | deepseek | deepseek-flash   | deepseek-flash
			deepseek-chat     | true     | deepseek-chat    | deepseek | deepseek-flash   | deepseek-flash
			gemini-2.0-flash  | false    | gemini/gemini-2.0-flash | gemini | gemini-2.0-flash | gemini-2.0-flash
			gemini-2.0-flash  | true     | gemini/gemini-2.0-flash | gemini | gemini-2.0-flash | gemini-2.0-flash
			fast              | false    | fast             | openai   | gpt-4o-mini      | gpt-4o-mini
			fast              | true     | fast             | openai   | gpt-4o-mini      | gpt-4o-mini
			worded            | false    | worded           | openai   | gpt-4o-mini      | gpt-4o-mini
			worded            | true     | worded           | openai   | gpt-4o-mini      | gpt-4o-mini
			""")
	void aChatIsObservedAsSpringAiDoes(String asked, boolean streamed, String route, String provider, String model,
			String responseModel) {
		String question = QUESTION + " [[simulate cached=3]]";
		HttpResponse<String> response = streamed ? this.gateway.stream(asked, question)
				: this.gateway.chat(asked, question);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		ChatModelObservationContext expected = context(provider, model, streamed);
		expected.setResponse(heard(response.body(), streamed, responseModel));
		ChatModelObservationContext seen = this.observations.call(ChatModelObservationContext.class);
		assertThat(seen.getName()).isEqualTo(CHAT.getName()).isEqualTo("gen_ai.client.operation");
		assertThat(seen.getContextualName()).isEqualTo(CHAT.getContextualName(expected)).isEqualTo("chat " + model);
		assertThat(low(seen)).isEqualTo(routed(route, CHAT.getLowCardinalityKeyValues(expected)))
			.containsOnlyKeys("gen_ai.operation.name", "gen_ai.system", "gen_ai.request.model", "gen_ai.response.model",
					"tollgate.route");
		assertThat(high(seen)).isEqualTo(map(CHAT.getHighCardinalityKeyValues(expected)));
		assertThat(seen.getError()).isNull();
	}

	private static ChatModelObservationContext context(String provider, String model, boolean streamed) {
		return ChatModelObservationContext.builder()
			.prompt(new Prompt(QUESTION, ChatOptions.builder().model(model).build()))
			.provider(provider)
			.streaming(streamed)
			.build();
	}

	/** What a model of Spring AI's would have made of the answer. */
	private static ChatResponse heard(String body, boolean streamed, String model) {
		List<JsonNode> events = streamed ? GatewayCaller.events(body) : List.of(GatewayCaller.json(body));
		String reason = events.stream()
			.map((event) -> event.at("/choices/0/finish_reason").asString(""))
			.filter((each) -> !each.isEmpty())
			.findFirst()
			.orElseThrow();
		JsonNode usage = events.getLast().path("usage");
		JsonNode cached = usage.at("/prompt_tokens_details/cached_tokens");
		ChatResponseMetadata metadata = ChatResponseMetadata.builder()
			.id(events.getFirst().path("id").asString())
			.model(model)
			.usage(new DefaultUsage(usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt(),
					usage.path("total_tokens").asInt(), null, (cached.asLong(0) > 0) ? cached.asLong() : null, null))
			.build();
		return new ChatResponse(List.of(new Generation(new AssistantMessage(""),
				ChatGenerationMetadata.builder().finishReason(reason).build())), metadata);
	}

	@ParameterizedTest
	@ValueSource(strings = { "generateContent", "streamGenerateContent" })
	void geminisOwnProtocolIsObservedAsChat(String call) {
		this.gateway.gemini("gemini-2.0-flash:" + call, QUESTION + " [[simulate cached=3]]");
		ChatModelObservationContext seen = this.observations.call(ChatModelObservationContext.class);
		assertThat(seen.getContextualName()).isEqualTo("chat gemini-2.0-flash");
		assertThat(low(seen)).containsEntry("gen_ai.operation.name", "chat")
			.containsEntry("gen_ai.system", "gemini")
			.containsEntry("gen_ai.request.model", "gemini-2.0-flash")
			.containsEntry("gen_ai.response.model", "gemini-2.0-flash");
		assertThat(high(seen)).containsEntry("gen_ai.response.finish_reasons", "[\"STOP\"]")
			.containsEntry("gen_ai.usage.cache_read.input_tokens", "3")
			.containsKey("gen_ai.response.id");
	}

	@Test
	void aTextCompletionIsNoChat() {
		HttpResponse<String> response = this.gateway.post("/beta/completions",
				"{\"model\":\"deepseek-chat\",\"prompt\":\"Once\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		ChatModelObservationContext seen = this.observations.call(ChatModelObservationContext.class);
		assertThat(seen.getContextualName()).isEqualTo("text_completion deepseek-flash");
		assertThat(low(seen)).containsEntry("gen_ai.operation.name", "text_completion");
		assertThat(high(seen)).containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
	}

	@Test
	void aCountOfTokensIsNoChatAndUsesNone() {
		HttpResponse<String> response = this.gateway.gemini("gemini-2.0-flash:countTokens", QUESTION);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		ChatModelObservationContext seen = this.observations.call(ChatModelObservationContext.class);
		assertThat(seen.getContextualName()).isEqualTo("count_tokens gemini-2.0-flash");
		assertThat(low(seen)).containsEntry("gen_ai.operation.name", "count_tokens");
		assertThat(high(seen)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "text-embedding-3-small,openai", "gemini-embedding-2,gemini" })
	void embeddingsAreObservedAsSpringAiDoes(String model, String provider) {
		HttpResponse<String> response = this.gateway.post("/v1/embeddings",
				"{\"model\":\"" + model + "\",\"input\":\"Why is the sky blue?\"}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		JsonNode usage = GatewayCaller.json(response).path("usage");
		embedded(model, provider, usage.path("prompt_tokens").asInt(), usage.path("total_tokens").asInt());
	}

	@Test
	void embeddingsOfThisProcessAreObservedOnce() {
		EmbeddingResponse response = this.embeddings.call(new EmbeddingRequest(List.of(QUESTION),
				EmbeddingOptions.builder().model("text-embedding-3-small").build()));
		embedded("text-embedding-3-small", "openai", response.getMetadata().getUsage().getPromptTokens(),
				response.getMetadata().getUsage().getTotalTokens());
	}

	private void embedded(String model, String provider, int input, int total) {
		EmbeddingModelObservationContext expected = EmbeddingModelObservationContext.builder()
			.embeddingRequest(new EmbeddingRequest(List.of(QUESTION), EmbeddingOptions.builder().model(model).build()))
			.provider(provider)
			.build();
		expected.setResponse(new EmbeddingResponse(List.of(),
				new EmbeddingResponseMetadata(model, new DefaultUsage(input, 0, total))));
		EmbeddingModelObservationContext seen = this.observations.call(EmbeddingModelObservationContext.class);
		assertThat(seen.getName()).isEqualTo(EMBEDDING.getName());
		assertThat(seen.getContextualName()).isEqualTo(EMBEDDING.getContextualName(expected));
		assertThat(low(seen)).isEqualTo(routed(provider + "/" + model, EMBEDDING.getLowCardinalityKeyValues(expected)));
		assertThat(high(seen)).isEqualTo(map(EMBEDDING.getHighCardinalityKeyValues(expected)));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aChatClientOfThisProcessIsObservedAndItsCallOnce(boolean streamed) {
		ChatClient.ChatClientRequestSpec prompt = this.clients.clone()
			.defaultOptions(ChatOptions.builder().model("gpt-4o-mini"))
			.build()
			.prompt(QUESTION);
		if (streamed) {
			var _ = prompt.stream().content().blockLast();
		}
		else {
			prompt.call().content();
		}
		ChatModelObservationContext call = this.observations.call(ChatModelObservationContext.class);
		assertThat(low(call)).containsEntry("gen_ai.request.model", "gpt-4o-mini");
		Observation.Context client = framework("spring.ai.chat.client").getFirst();
		assertThat(low(client)).isEqualTo(Map.of("gen_ai.operation.name", "framework", "gen_ai.system", "spring_ai",
				"spring.ai.kind", "chat_client", "spring.ai.chat.client.stream", Boolean.toString(streamed)));
		assertThat(isBelow(call, client)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void thePoliciesOfARouteAreObservedByName(boolean streamed) {
		String question = "Secretly? ada@example.com " + System.nanoTime();
		HttpResponse<String> response = streamed ? this.gateway.stream("all", question)
				: this.gateway.chat("all", question);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		Observation.Context client = framework("spring.ai.chat.client").getFirst();
		assertThat(low(client)).isEqualTo(Map.of("gen_ai.operation.name", "framework", "gen_ai.system", "spring_ai",
				"spring.ai.kind", "chat_client", "spring.ai.chat.client.stream", Boolean.toString(streamed)));
		List<Observation.Context> advisors = framework("spring.ai.advisor");
		assertThat(advisors).extracting((advisor) -> low(advisor).get("spring.ai.advisor.name"))
			.contains("no-swearing", "personal-data", "house", "kept");
		assertThat(advisors).allSatisfy((advisor) -> assertThat(low(advisor)).containsOnlyKeys("gen_ai.operation.name",
				"gen_ai.system", "spring.ai.kind", "spring.ai.advisor.name"));
		for (Observation.Context context : List.of(client, advisors.getFirst(),
				this.observations.call(ChatModelObservationContext.class))) {
			assertThat(context.getAllKeyValues().stream().map(KeyValue::getValue))
				.noneMatch((value) -> value.contains("Secretly") || value.contains("ada@"));
		}
		assertThat(isBelow(this.observations.call(ChatModelObservationContext.class), client)).isTrue();
	}

	/**
	 * What Spring AI's framework observes; a stream's caller may be done before it is.
	 */
	private List<Observation.Context> framework(String name) {
		return Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> this.observations.ended(name),
					(ended) -> !ended.isEmpty() && ended.size() == this.observations.begun(name).size());
	}

	private static boolean isBelow(Observation.Context call, Observation.Context above) {
		var parent = call.getParentObservation();
		while (parent != null && parent.getContextView() != above) {
			parent = parent.getContextView().getParentObservation();
		}
		return parent != null;
	}

	@Test
	void everyCallOfAPolicyIsObserved() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions", """
				{"model": "checked", "messages": [{"role": "user", "content": "Numbers [[simulate text=Sorry]]"}],
				 "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema":
				  {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}}}""");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(this.simulator.calls()).hasSize(2);
		assertThat(this.observations.ended(ObservationRecorder.OPERATION)).hasSize(2)
			.allSatisfy((call) -> assertThat(low(call)).containsEntry("tollgate.route", "checked"));
	}

	@Test
	void anAnswerThatIsGivenAgainIsNoCall() {
		String question = "Observed? " + System.nanoTime();
		this.gateway.chat("kept", question);
		this.observations.listen();
		assertThat(this.gateway.chat("kept", question).headers().firstValue("x-tollgate-attempts")).hasValue("0");
		assertThat(this.observations.begun(ObservationRecorder.OPERATION)).isEmpty();
		assertThat(low(framework("spring.ai.advisor").getFirst())).containsEntry("spring.ai.advisor.name", "kept");
	}

	private static Map<String, String> routed(String route, KeyValues keyValues) {
		Map<String, String> routed = map(keyValues);
		routed.put("tollgate.route", route);
		return routed;
	}

	private static Map<String, String> low(Observation.Context context) {
		return map(context.getLowCardinalityKeyValues());
	}

	private static Map<String, String> high(Observation.Context context) {
		return map(context.getHighCardinalityKeyValues());
	}

	private static Map<String, String> map(KeyValues keyValues) {
		Map<String, String> map = new TreeMap<>();
		keyValues.forEach((keyValue) -> map.put(keyValue.getKey(), keyValue.getValue()));
		return map;
	}

}
