package dev.tollgate.simulator;

import java.util.stream.Collectors;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The vendors' own libraries take the simulator for the provider.
 */
class ClientLibraryTests {

	private static Caller caller;

	@BeforeAll
	static void start() {
		caller = new Caller();
	}

	@AfterAll
	static void stop() {
		caller.close();
	}

	@Test
	void openAiLibraryReadsAnswersStreamsAndErrors() {
		OpenAIClient client = OpenAIOkHttpClient.builder()
			.apiKey("simulated")
			.baseUrl(caller.simulator.openAiBaseUrl())
			.maxRetries(0)
			.build();
		assertThat(client.chat().completions().create(params("gpt-4o", "")).choices().getFirst().message().content())
			.hasValueSatisfying((text) -> assertThat(text).contains("空"));
		try (StreamResponse<ChatCompletionChunk> stream = client.chat()
			.completions()
			.createStreaming(params("gpt-4o", ""))) {
			assertThat(stream.stream()
				.flatMap((chunk) -> chunk.choices().stream())
				.flatMap((choice) -> choice.delta().content().stream())
				.collect(Collectors.joining())).contains("空");
		}
		assertThatExceptionOfType(RateLimitException.class)
			.isThrownBy(() -> client.chat().completions().create(params("gpt-4o", " [[simulate status=429]]")));
		client.close();
	}

	@Test
	void openAiLibraryReadsDeepSeek() {
		OpenAIClient client = OpenAIOkHttpClient.builder()
			.apiKey("simulated")
			.baseUrl(caller.simulator.deepSeekBaseUrl() + "/v1")
			.maxRetries(0)
			.build();
		assertThat(client.chat()
			.completions()
			.create(params("deepseek-reasoner", ""))
			.usage()
			.orElseThrow()
			.completionTokensDetails()
			.orElseThrow()
			.reasoningTokens()).hasValueSatisfying((tokens) -> assertThat(tokens).isPositive());
		client.close();
	}

	@Test
	void googleLibraryReadsAnswersAndStreams() {
		try (Client client = Client.builder()
			.apiKey("simulated")
			.httpOptions(HttpOptions.builder().baseUrl(caller.simulator.geminiBaseUrl()).build())
			.build()) {
			assertThat(client.models.generateContent("gemini-2.5-flash", "Why is the sky blue?", null).text())
				.contains("空");
			StringBuilder text = new StringBuilder();
			try (ResponseStream<GenerateContentResponse> stream = client.models
				.generateContentStream("gemini-2.5-flash", "Why is the sky blue?", null)) {
				stream.forEach((event) -> text.append(event.text()));
			}
			assertThat(text).contains("空");
		}
	}

	private static ChatCompletionCreateParams params(String model, String fault) {
		return ChatCompletionCreateParams.builder().model(model).addUserMessage("Why is the sky blue?" + fault).build();
	}

}
