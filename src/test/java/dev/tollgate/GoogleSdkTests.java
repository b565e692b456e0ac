package dev.tollgate;

import java.util.ArrayList;
import java.util.List;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Google's own library takes the gateway for Gemini.
 */
class GoogleSdkTests extends GatewayTests {

	private Client client = Client.builder().apiKey("none").build();

	@BeforeEach
	void connect() {
		this.client = client(GatewayCaller.KEY);
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	private Client client(String key) {
		return Client.builder()
			.apiKey(key)
			.httpOptions(HttpOptions.builder()
				.baseUrl(this.gateway.url(""))
				.retryOptions(HttpRetryOptions.builder().attempts(1).build())
				.build())
			.build();
	}

	@Test
	void generatesText() {
		GenerateContentResponse response = this.client.models.generateContent("gemini-2.0-flash",
				"Why is the sky blue?", null);
		assertThat(response.text()).contains("Rayleigh").contains("空");
		assertThat(response.usageMetadata().orElseThrow().promptTokenCount()).hasValue(6);
		assertThat(upstream().path()).isEqualTo("/gemini/v1beta/models/gemini-2.0-flash:generateContent");
		assertThat(upstream().headers()).doesNotContainKey("authorization");
	}

	@Test
	void generatesAStream() {
		assertThat(stream("Why is the sky blue?")).hasSizeGreaterThan(5)
			.satisfies((texts) -> assertThat(String.join("", texts)).contains("Rayleigh").contains("🌇"));
		assertThat(upstream().query()).isEqualTo("alt=sse");
	}

	private List<String> stream(String question) {
		List<String> texts = new ArrayList<>();
		try (ResponseStream<GenerateContentResponse> stream = this.client.models
			.generateContentStream("gemini-2.0-flash", question, null)) {
			stream.forEach((response) -> texts.add(String.valueOf(response.text())));
		}
		return texts;
	}

	@Test
	void describesAPicture() {
		Content content = Content.fromParts(Part.fromText("Tell me about this instrument"),
				Part.fromBytes(Media.png(300, 200), "image/png"));
		assertThat(this.client.models.generateContent("gemini-2.0-flash", content, null).text())
			.contains("a PNG picture of 300 × 200 pixels");
	}

	@Test
	void countsTokens() {
		assertThat(this.client.models.countTokens("gemini-2.0-flash", "Why is the sky blue?", null).totalTokens())
			.hasValue(6);
	}

	@Test
	void embedsTexts() {
		EmbedContentResponse one = this.client.models.embedContent("gemini-embedding-2", "Why is the sky blue?",
				EmbedContentConfig.builder().outputDimensionality(256).build());
		assertThat(one.embeddings().orElseThrow().getFirst().values().orElseThrow()).hasSize(256);
		EmbedContentResponse two = this.client.models.embedContent("gemini-embedding-2", List.of("Hello", "World"),
				null);
		assertThat(two.embeddings().orElseThrow()).isNotEmpty()
			.allSatisfy((embedding) -> assertThat(embedding.values().orElseThrow()).hasSize(3072));
		assertThat(this.simulator.calls()).allSatisfy((call) -> assertThat(call.path())
			.matches("/gemini/v1beta/models/gemini-embedding-2:(embedContent|batchEmbedContents)"));
	}

	@Test
	void anUnknownModelIsAnError() {
		assertThatExceptionOfType(ApiException.class)
			.isThrownBy(() -> this.client.models.generateContent("gemini-0-nope", "Hello", null))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(404);
				assertThat(ex.message()).contains("gemini-0-nope");
			});
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aWrongKeyIsAnError() {
		try (Client stranger = client("tg-wrong")) {
			assertThatExceptionOfType(ApiException.class)
				.isThrownBy(() -> stranger.models.generateContent("gemini-2.0-flash", "Hello", null))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(401));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "status=429", "status=500", "html", "cut=0" })
	void aFailureBeforeTheAnswerIsAnError(String fault) {
		assertThatExceptionOfType(ApiException.class)
			.isThrownBy(() -> stream("Hello [[simulate tokens=20 " + fault + "]]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=3", "end=3", "error=3" })
	void aStreamThatBreaksIsAnError(String fault) {
		assertThatException().isThrownBy(() -> stream("Hello [[simulate tokens=20 " + fault + "]]"));
	}

	@Test
	void anotherProvidersModelIsRefusedWithTheReason() {
		assertThatExceptionOfType(ApiException.class)
			.isThrownBy(() -> this.client.models.generateContent("gpt-4o", "Hello", null))
			.withMessageContaining("/v1/chat/completions");
	}

}
