package dev.tollgate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartInputAudio;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * OpenAI's own library reaches DeepSeek, at every base address that DeepSeek documents,
 * and Gemini.
 */
class OpenAiSdkForOthersTests extends GatewayTests {

	private static final FunctionDefinition WEATHER = FunctionDefinition.builder()
		.name("get_weather")
		.parameters(FunctionParameters.builder()
			.putAdditionalProperty("type", JsonValue.from("object"))
			.putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
			.build())
		.build();

	private final List<OpenAIClient> clients = new ArrayList<>();

	@AfterEach
	void disconnect() {
		this.clients.forEach(OpenAIClient::close);
	}

	private OpenAIClient client(String base) {
		OpenAIClient client = OpenAIOkHttpClient.builder()
			.apiKey(GatewayCaller.KEY)
			.baseUrl(this.gateway.url(base))
			.maxRetries(0)
			.build();
		this.clients.add(client);
		return client;
	}

	private static ChatCompletionCreateParams.Builder hello(String model) {
		return ChatCompletionCreateParams.builder()
			.model(model)
			.addSystemMessage("You are a helpful assistant")
			.addUserMessage("Hello");
	}

	private ChatCompletion chat(String base, ChatCompletionCreateParams params) {
		return client(base).chat().completions().create(params);
	}

	private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
		try (StreamResponse<ChatCompletionChunk> stream = client("/v1").chat().completions().createStreaming(params)) {
			return stream.stream().toList();
		}
	}

	private static String text(ChatCompletion completion) {
		return completion.choices().getFirst().message().content().orElse("");
	}

	private static String text(List<ChatCompletionChunk> chunks) {
		return chunks.stream()
			.map((chunk) -> chunk.choices().getFirst().delta().content().orElse(""))
			.collect(Collectors.joining());
	}

	@ParameterizedTest
	@CsvSource({ "'',/deepseek/chat/completions", "/v1,/deepseek/chat/completions",
			"/beta,/deepseek/beta/chat/completions" })
	void deepSeekAnswersAtEachOfItsBases(String base, String path) {
		ChatCompletion completion = chat(base, hello("deepseek-chat").maxTokens(1024L).temperature(0.7).build());
		assertThat(text(completion)).startsWith("Hello!");
		assertThat(upstream().path()).isEqualTo(path);
		assertThat(upstream().body()).contains("\"max_tokens\":1024").contains("\"temperature\":0.7");
	}

	@Test
	void deepSeekFillsInTheMiddle() {
		Completion completion = client("/beta").completions()
			.create(CompletionCreateParams.builder()
				.model("deepseek-chat")
				.prompt("def fib(a):")
				.suffix("return fib(a-1) + fib(a-2)")
				.maxTokens(128)
				.build());
		assertThat(completion.choices().getFirst().text()).contains("if a <= 1:");
		assertThat(upstream().path()).isEqualTo("/deepseek/beta/completions");
		assertThat(upstream().body()).contains("\"suffix\":\"return fib(a-1) + fib(a-2)\"")
			.contains("\"max_tokens\":128");
	}

	@Test
	void deepSeekFillsInTheMiddleOfAStream() {
		CompletionCreateParams params = CompletionCreateParams.builder()
			.model("deepseek-chat")
			.prompt("def fib(a):")
			.suffix("return fib(a-1) + fib(a-2)")
			.build();
		try (StreamResponse<Completion> stream = client("/beta").completions().createStreaming(params)) {
			assertThat(stream.stream()
				.map((completion) -> completion.choices().getFirst().text())
				.collect(Collectors.joining())).contains("if a <= 1:");
		}
	}

	@Test
	void theReasonerTellsItsThoughts() {
		ChatCompletion completion = chat("/v1", hello("deepseek-reasoner").build());
		assertThat(completion.choices().getFirst().message()._additionalProperties().get("reasoning_content"))
			.asString()
			.isNotBlank();
		assertThat(completion.usage().orElseThrow().completionTokensDetails().orElseThrow().reasoningTokens())
			.hasValueSatisfying((tokens) -> assertThat(tokens).isPositive());
		List<ChatCompletionChunk> chunks = stream(hello("deepseek-reasoner").build());
		assertThat(chunks).anyMatch(
				(chunk) -> chunk.choices().getFirst().delta()._additionalProperties().containsKey("reasoning_content"));
		assertThat(text(chunks)).startsWith("Hello!");
	}

	@Test
	void theChatModelDoesNotThink() {
		ChatCompletion completion = chat("/v1", hello("deepseek-chat").build());
		assertThat(completion.choices().getFirst().message()._additionalProperties())
			.doesNotContainKey("reasoning_content");
	}

	@Test
	void aPrefixIsCompletedAtTheBetaAddress() {
		ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
			.model("deepseek-chat")
			.addUserMessage("Please write quick sort code")
			.addMessage(ChatCompletionAssistantMessageParam.builder()
				.content("```python\n")
				.putAdditionalProperty("prefix", JsonValue.from(true))
				.build())
			.build();
		assertThat(text(chat("/beta", params))).isNotBlank();
		assertThat(upstream().body()).contains("\"prefix\":true");
		assertThatExceptionOfType(com.openai.errors.BadRequestException.class).isThrownBy(() -> chat("/v1", params))
			.withMessageContaining("beta");
	}

	@Test
	void geminiAnswersAndHearsTheSystem() {
		ChatCompletion completion = chat("/v1", hello("gemini-2.0-flash").build());
		assertThat(text(completion)).startsWith("Hello!");
		assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
		assertThat(upstream().path()).isEqualTo("/gemini/v1beta/models/gemini-2.0-flash:generateContent");
		assertThat(sent().at("/systemInstruction/parts/0/text").asString()).isEqualTo("You are a helpful assistant");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gemini-2.0-flash", "gemini/gemini-2.5-pro" })
	void geminiStreams(String model) {
		List<ChatCompletionChunk> chunks = stream(hello(model).build());
		assertThat(text(chunks)).startsWith("Hello! 👋");
		assertThat(chunks).allMatch((chunk) -> chunk.usage().isEmpty());
		assertThat(chunks.getLast().choices().getFirst().finishReason()).hasToString("Optional[stop]");
	}

	@Test
	void geminiListens() {
		ChatCompletionContentPart sound = ChatCompletionContentPart
			.ofInputAudio(ChatCompletionContentPartInputAudio.builder()
				.inputAudio(ChatCompletionContentPartInputAudio.InputAudio.builder()
					.data(Media.wavBase64(2))
					.format(ChatCompletionContentPartInputAudio.InputAudio.Format.WAV)
					.build())
				.build());
		ChatCompletionContentPart question = ChatCompletionContentPart
			.ofText(ChatCompletionContentPartText.builder().text("What do you hear?").build());
		ChatCompletion completion = chat("/v1",
				ChatCompletionCreateParams.builder()
					.model("gemini-2.0-flash")
					.addUserMessageOfArrayOfContentParts(List.of(question, sound))
					.build());
		assertThat(text(completion)).contains("a recording of 2.0 seconds");
		assertThat(completion.usage().orElseThrow().promptTokensDetails().orElseThrow().audioTokens()).hasValue(64L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gemini-2.5-flash", "gpt-4o", "deepseek-chat" })
	void callsFunctions(String model) {
		ChatCompletion completion = chat("/v1", hello(model).addFunctionTool(WEATHER).build());
		ChatCompletionMessageFunctionToolCall call = completion.choices()
			.getFirst()
			.message()
			.toolCalls()
			.orElseThrow()
			.getFirst()
			.asFunction();
		assertThat(call.function().name()).isEqualTo("get_weather");
		assertThat(GatewayCaller.json(call.function().arguments()).has("city")).isTrue();
		assertThat(call.id()).isNotBlank();
		assertThat(completion.choices().getFirst().finishReason()).hasToString("tool_calls");
		String streamed = stream(hello(model).addFunctionTool(WEATHER).build()).stream()
			.flatMap((chunk) -> chunk.choices().getFirst().delta().toolCalls().stream())
			.flatMap(List::stream)
			.map((part) -> part.function().flatMap((function) -> function.arguments()).orElse(""))
			.collect(Collectors.joining());
		assertThat(GatewayCaller.json(streamed).has("city")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gemini-2.0-flash", "gemini-2.5-flash", "gpt-4o" })
	void answersToASchema(String model) {
		ResponseFormatJsonSchema.JsonSchema.Schema schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
			.putAdditionalProperty("type", JsonValue.from("object"))
			.putAdditionalProperty("properties",
					JsonValue.from(Map.of("year", Map.of("type", "integer"), "title", Map.of("type", "string"))))
			.putAdditionalProperty("required", JsonValue.from(List.of("year", "title")))
			.putAdditionalProperty("additionalProperties", JsonValue.from(false))
			.build();
		ResponseFormatJsonSchema format = ResponseFormatJsonSchema.builder()
			.jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder().name("book").strict(true).schema(schema).build())
			.build();
		ChatCompletion completion = chat("/v1", hello(model).responseFormat(format).build());
		assertThat(GatewayCaller.json(text(completion)).path("year").isIntegralNumber()).isTrue();
		assertThat(GatewayCaller.json(text(completion)).path("title").isString()).isTrue();
	}

}
