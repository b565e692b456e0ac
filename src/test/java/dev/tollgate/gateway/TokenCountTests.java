package dev.tollgate.gateway;

import java.nio.charset.StandardCharsets;

import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenCountTests {

	private static TokenCount count(String json, String providerType, String model) {
		JsonBody body = JsonBody.of(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
		try {
			return TokenCount.of(PromptText.of(body), providerType, model);
		}
		finally {
			body.release();
		}
	}

	/**
	 * The messages of the example in OpenAI's cookbook, which says what OpenAI counts:
	 * 129 for gpt-3.5 and gpt-4, 124 for gpt-4o.
	 */
	@ParameterizedTest
	@CsvSource({ "gpt-3.5-turbo,129", "gpt-4-0613,129", "gpt-4,129", "gpt-4o,124", "gpt-4o-mini,124" })
	void theCookbooksExampleIsCountedAsOpenAiDoes(String model, long tokens) {
		String messages = """
				{"messages": [
				 {"role": "system", "content": "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
				 {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
				 {"role": "system", "name": "example_assistant", "content": "Things working well together will increase revenue."},
				 {"role": "system", "name": "example_user", "content": "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
				 {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about how to do better."},
				 {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client deliverable."}]}
				""";
		assertThat(count(messages, "openai", model)).isEqualTo(new TokenCount(tokens, true));
	}

	@Test
	void onlyOpenAisOwnModelsAreExact() {
		String hello = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";
		assertThat(count(hello, "openai", "gpt-5.5").exact()).isTrue();
		assertThat(count(hello, "openai", "llama-4").exact()).isFalse();
		assertThat(count(hello, "deepseek", "deepseek-flash").exact()).isFalse();
	}

	@Test
	void textBesideALargePictureIsCounted() {
		String picture = "data:image/png;base64," + "iVBORw0KGgo".repeat(200_000);
		String body = """
				{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "%s"}},
				{"type": "text", "text": "Hello"}]}]}
				""";
		TokenCount count = count(body.formatted(picture), "openai", "gpt-4o");
		assertThat(count).isEqualTo(new TokenCount(8, false))
			.isEqualTo(count(body.formatted("https://example.com/a.png"), "openai", "gpt-4o"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"messages\": []}", "{\"messages\": [1, null, \"x\", [], {\"role\": 7}]}",
			"{\"messages\": [{\"content\": {\"a\": 1}}, {\"content\": [1, \"x\", {\"text\": 7}, []]}]}" })
	void whatIsTheProvidersToJudgeDoesNotFail(String json) {
		assertThat(count(json, "openai", "gpt-4o").tokens()).isBetween(3L, 30L);
	}

}
