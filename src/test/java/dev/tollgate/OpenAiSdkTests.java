package dev.tollgate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * OpenAI's own library takes the gateway for OpenAI: the snippets of the source lecture,
 * and what its readers try next.
 */
class OpenAiSdkTests extends GatewayTests {

	private final List<OpenAIClient> clients = new ArrayList<>();

	@AfterEach
	void disconnect() {
		this.clients.forEach(OpenAIClient::close);
	}

	private OpenAIClient client() {
		return client(GatewayCaller.KEY, 0);
	}

	private OpenAIClient client(String key, int retries) {
		OpenAIClient client = OpenAIOkHttpClient.builder()
			.apiKey(key)
			.baseUrl(this.gateway.url("/v1"))
			.maxRetries(retries)
			.build();
		this.clients.add(client);
		return client;
	}

	private static ChatCompletionCreateParams.Builder sky(String model) {
		return ChatCompletionCreateParams.builder().model(model).addUserMessage("Why is the sky blue?");
	}

	private static String text(ChatCompletion completion) {
		return completion.choices().getFirst().message().content().orElse("");
	}

	@Test
	void generatesText() {
		ChatCompletion completion = client().chat().completions().create(sky("gpt-4o").build());
		assertThat(text(completion)).contains("Rayleigh").contains("空");
		assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(10);
		assertThat(upstream().path()).endsWith("/v1/chat/completions");
	}

	@Test
	void generatesTextAsynchronously() throws Exception {
		ChatCompletion completion = client().async()
			.chat()
			.completions()
			.create(sky("gpt-4o").build())
			.get(20, TimeUnit.SECONDS);
		assertThat(text(completion)).contains("Rayleigh");
	}

	@Test
	void streamsWithoutAChunkThatHasNoChoices() {
		List<ChatCompletionChunk> chunks = stream(sky("gpt-4o"));
		// as the lecture does it: chunk.choices[0].delta.content
		assertThat(chunks.stream()
			.map((chunk) -> chunk.choices().getFirst().delta().content().orElse(""))
			.collect(Collectors.joining())).contains("Rayleigh").contains("空").contains("🌇");
		assertThat(chunks).allMatch((chunk) -> chunk.usage().isEmpty()).hasSizeGreaterThan(5);
		assertThat(sent().path("stream_options").path("include_usage").asBoolean()).isTrue();
	}

	@Test
	void streamsWithUsageAndCostWhereTheyAreAskedFor() {
		List<ChatCompletionChunk> chunks = stream(
				sky("gpt-4o-mini").streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));
		ChatCompletionChunk last = chunks.getLast();
		assertThat(last.choices()).isEmpty();
		CompletionUsage usage = last.usage().orElseThrow();
		assertThat(usage.promptTokens()).isEqualTo(10);
		assertThat(usage._additionalProperties().get("cost")).asString().contains("usd=0.0000").contains("provider");
		assertThat(chunks.subList(0, chunks.size() - 1)).allMatch((chunk) -> chunk.usage().isEmpty());
	}

	private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder params) {
		try (StreamResponse<ChatCompletionChunk> stream = client().chat()
			.completions()
			.createStreaming(params.build())) {
			return stream.stream().toList();
		}
	}

	@Test
	void theTemperatureArrivesAsGiven() {
		client().chat().completions().create(sky("gpt-4o").temperature(0.2).build());
		assertThat(upstream().body()).contains("\"temperature\":0.2");
	}

	@Test
	void answersInJson() {
		ChatCompletion completion = client().chat()
			.completions()
			.create(ChatCompletionCreateParams.builder()
				.model("gpt-4o")
				.addUserMessage("Which books comprise the Harry Potter series? Please respond in JSON")
				.responseFormat(ResponseFormatJsonObject.builder().build())
				.build());
		assertThat(GatewayCaller.json(text(completion)).path("books")).hasSize(7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "gemini-2.0-flash" })
	void describesAPictureOfADataUrl(String model) {
		assertThat(text(picture(model, "data:image/png;base64," + Media.pngBase64(300, 200))))
			.contains("a PNG picture of 300 × 200 pixels");
	}

	@Test
	void describesAPictureOfAnAddress() {
		assertThat(text(picture("gpt-4o", "https://example.org/organ.png"))).contains("a picture at an address");
		assertThat(upstream().body()).contains("\"https://example.org/organ.png\"");
	}

	private ChatCompletion picture(String model, String url) {
		return client().chat()
			.completions()
			.create(ChatCompletionCreateParams.builder()
				.model(model)
				.addUserMessageOfArrayOfContentParts(List.of(
						ChatCompletionContentPart
							.ofText(ChatCompletionContentPartText.builder().text("Describe what you see").build()),
						ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
							.imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(url).build())
							.build())))
				.build());
	}

	@Test
	void listsTheModelsAndDescribesOne() {
		assertThat(client().models().list().data()).extracting("id")
			.map(String::valueOf)
			.contains("gpt-4o", "deepseek-chat", "gemini-2.0-flash", "fast");
		assertThat(client().models().retrieve("gpt-4o").ownedBy()).isEqualTo("openai");
	}

	@Test
	void errorsHaveTheClassOfTheirStatus() {
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> client().chat().completions().create(sky("gpt-0").build()))
			.satisfies((ex) -> assertThat(ex.code()).hasValue("model_not_found"));
		assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> client().chat()
			.completions()
			.create(sky("gpt-4o").addUserMessage("[[simulate status=429]]").build()));
		OpenAIClient stranger = client("tg-wrong", 0);
		assertThatExceptionOfType(UnauthorizedException.class)
			.isThrownBy(() -> stranger.chat().completions().create(sky("gpt-4o").build()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=3", "error=3", "no-finish no-done" })
	void aStreamThatBreaksIsAnError(String fault) {
		assertThatExceptionOfType(OpenAIException.class)
			.isThrownBy(() -> stream(sky("gpt-4o").addUserMessage("[[simulate tokens=20 " + fault + "]]")));
	}

	@Test
	void embedsTexts() {
		List<String> texts = List.of("Why is the sky blue?", "Why is the sky so blue?", "How do I bake bread?");
		for (String model : List.of("text-embedding-3-small", "gemini-embedding-2")) {
			CreateEmbeddingResponse response = client().embeddings()
				.create(EmbeddingCreateParams.builder().model(model).inputOfArrayOfStrings(texts).build());
			assertThat(response.model()).isEqualTo(model);
			assertThat(response.usage().promptTokens()).isPositive();
			assertThat(response.data()).extracting(Embedding::index).containsExactly(0L, 1L, 2L);
			assertThat(near(response, 0, 1)).isGreaterThan(0.8);
			assertThat(near(response, 0, 2)).isLessThan(0.4);
		}
		// the library asks for bytes and turns them into numbers again
		assertThat(this.simulator.calls().getFirst().body()).contains("base64");
	}

	private static double near(CreateEmbeddingResponse response, int one, int other) {
		List<Float> first = response.data().get(one).embedding();
		List<Float> second = response.data().get(other).embedding();
		double sum = 0;
		for (int i = 0; i < first.size(); i++) {
			sum += first.get(i) * second.get(i);
		}
		return sum;
	}

	@Test
	void embedsTokensAsNumbers() {
		CreateEmbeddingResponse response = client().embeddings()
			.create(EmbeddingCreateParams.builder()
				.model("text-embedding-3-large")
				.inputOfArrayOfTokens(List.of(10445L, 382L, 290L))
				.dimensions(64)
				.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
				.build());
		assertThat(response.data().getFirst().embedding()).hasSize(64);
		assertThat(response.usage().promptTokens()).isEqualTo(3);
	}

	@Test
	void aClientsOwnRetriesFindTheGatewayWilling() {
		OpenAIClient patient = client(GatewayCaller.KEY, 2);
		ChatCompletion completion = patient.chat()
			.completions()
			.create(sky("gpt-4o").addUserMessage("[[simulate status=500 times=1]]").build());
		assertThat(text(completion)).isNotBlank();
		assertThat(this.simulator.calls()).hasSize(2);
	}

	@Test
	void aClientDoesNotRepeatWhatCannotSucceed() {
		OpenAIClient patient = client(GatewayCaller.KEY, 2);
		assertThatExceptionOfType(OpenAIException.class).isThrownBy(() -> patient.chat()
			.completions()
			.create(sky("gpt-4o").addUserMessage("[[simulate status=422]]").build()));
		assertThat(this.simulator.calls()).hasSize(1);
	}

}
