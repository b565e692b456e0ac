package dev.tollgate.provider.gemini;

import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiUsageTests {

	@Test
	void thoughtsAreOutput() {
		assertThat(usage("{\"promptTokenCount\":10,\"candidatesTokenCount\":20,\"thoughtsTokenCount\":50,"
				+ "\"totalTokenCount\":80}"))
			.isEqualTo(new TokenUsage(10, 0, 0, 0, 0, 0, 0, 70, 50, 0, 0));
	}

	@Test
	void thoughtsThatCandidatesIncludeAreNotCountedTwice() {
		assertThat(usage("{\"promptTokenCount\":10,\"candidatesTokenCount\":70,\"thoughtsTokenCount\":50,"
				+ "\"totalTokenCount\":80}"))
			.isEqualTo(new TokenUsage(10, 0, 0, 0, 0, 0, 0, 70, 50, 0, 0));
	}

	@Test
	void toolUseIsInput() {
		assertThat(usage("{\"promptTokenCount\":10,\"toolUsePromptTokenCount\":5,\"candidatesTokenCount\":1}"))
			.isEqualTo(TokenUsage.text(15, 1));
	}

	@Test
	void modalitiesAreTakenFromTheDetails() {
		String details = "[{\"modality\":\"AUDIO\",\"tokenCount\":100},{\"modality\":\"IMAGE\",\"tokenCount\":30},"
				+ "{\"modality\":\"VIDEO\",\"tokenCount\":20},{\"modality\":\"DOCUMENT\",\"tokenCount\":10}]";
		assertThat(usage("{\"promptTokenCount\":200,\"cachedContentTokenCount\":90,\"candidatesTokenCount\":9,"
				+ "\"promptTokensDetails\":" + details
				+ ",\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":80}],"
				+ "\"candidatesTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":4},"
				+ "{\"modality\":\"IMAGE\",\"tokenCount\":3}]}"))
			.isEqualTo(new TokenUsage(200, 90, 0, 100, 80, 30, 20, 9, 0, 4, 3));
	}

	@Test
	void partsNeverExceedTheirWhole() {
		assertThat(usage("{\"promptTokenCount\":10,\"cachedContentTokenCount\":90,\"candidatesTokenCount\":2,"
				+ "\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":8},"
				+ "{\"modality\":\"VIDEO\",\"tokenCount\":8}],"
				+ "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":8}]}"))
			.isEqualTo(new TokenUsage(10, 10, 0, 8, 0, 0, 2, 2, 0, 0, 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "{}", "[]", "7", "{\"candidatesTokenCount\":1}", "{\"promptTokenCount\":null}",
			"{\"promptTokenCount\":-1}", "{\"promptTokenCount\":\"7\"}", "{\"promptTokenCount\":1.5}",
			"{\"promptTokenCount\":99999999999999999999999}", "{\"promptTokenCount\":2000000000}",
			"{\"promptTokenCount\":1,\"thoughtsTokenCount\":-5}", "{\"promptTokenCount\":1,\"promptTokensDetails\":{}}",
			"{\"promptTokenCount\":1,\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":-1}]}",
			"{\"promptTokenCount\":1,\"promptTokensDetails\":[1]}" })
	void nonsenseIsNoUsage(String metadata) {
		assertThat(usage(metadata)).isNull();
		assertThat(GeminiUsage.toOpenAi(JsonMapper.shared().readTree(metadata))).isNull();
	}

	private static @Nullable TokenUsage usage(String metadata) {
		return GeminiUsage.of(JsonMapper.shared().readTree(metadata));
	}

}
