package dev.tollgate.provider.gemini;

import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GeminiStreamTranslatorTests {

	private static final UpstreamModel MODEL = new UpstreamModel("gemini", "gemini-2.5-flash");

	private final GeminiStreamTranslator translator = new GeminiStreamTranslator(MODEL, Instant.EPOCH);

	@ParameterizedTest
	@CsvSource({ "STOP, stop", "MAX_TOKENS, length", "SAFETY, content_filter", "BLOCKLIST, content_filter",
			"PROHIBITED_CONTENT, content_filter", "SPII, content_filter", "IMAGE_SAFETY, content_filter",
			"IMAGE_PROHIBITED_CONTENT, content_filter", "LANGUAGE, content_filter", "RECITATION, content_filter",
			"IMAGE_RECITATION, content_filter", "MALFORMED_FUNCTION_CALL, stop", "UNEXPECTED_TOOL_CALL, stop",
			"TOO_MANY_TOOL_CALLS, stop", "OTHER, stop", "FINISH_REASON_UNSPECIFIED, stop", "NO_IMAGE, stop",
			"IMAGE_OTHER, stop", "FROM_THE_FUTURE, stop" })
	void finishReasonIsMapped(String reason, String expected) {
		ObjectNode last = event("{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}").getLast();
		assertThat(last.at("/choices/0/finish_reason").stringValue()).isEqualTo(expected);
		boolean told = reason.equals("STOP") || reason.equals("MAX_TOKENS");
		assertThat(last.at("/choices/0").has("native_finish_reason")).isEqualTo(!told);
		assertThat(this.translator.finished()).isTrue();
	}

	@Test
	void endIsToldOnce() {
		String end = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}";
		assertThat(event(end)).hasSize(3);
		assertThat(event(end)).hasSize(1);
	}

	@Test
	void callAfterTheEndIsToldAsSuch() {
		event("{\"candidates\":[{\"finishReason\":\"STOP\"}]}");
		List<ObjectNode> chunks = event(
				"{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}}]}");
		assertThat(chunks).hasSize(2);
		assertThat(chunks.getLast().at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
	}

	@Test
	void streamIsUnfinishedUntilEveryCandidateIs() {
		assertThat(this.translator.finished()).isFalse();
		event("{\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\"},{\"index\":1}]}");
		assertThat(this.translator.finished()).isFalse();
		event("{\"candidates\":[{\"index\":1,\"finishReason\":\"STOP\"}]}");
		assertThat(this.translator.finished()).isTrue();
	}

	@Test
	void lastValidUsageCounts() {
		assertThat(this.translator.usage()).isNull();
		assertThat(this.translator.usageChunk()).isNull();
		event("{\"usageMetadata\":{\"promptTokenCount\":3}}");
		event("{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}");
		event("{\"usageMetadata\":{\"promptTokenCount\":-3,\"candidatesTokenCount\":9}}");
		event("{}");
		assertThat(this.translator.usage()).isEqualTo(TokenUsage.text(3, 2));
	}

	@Test
	void allChunksShareTheirIdentity() {
		ObjectNode first = event("{\"responseId\":\"r\",\"modelVersion\":\"m1\",\"candidates\":[{}]}").getFirst();
		ObjectNode last = event(
				"{\"responseId\":\"s\",\"modelVersion\":\"m2\",\"candidates\":[{\"finishReason\":\"STOP\"}]}")
			.getLast();
		assertThat(first.get("id").stringValue()).isEqualTo("chatcmpl-r");
		assertThat(last.get("id")).isEqualTo(first.get("id"));
		assertThat(last.get("model").stringValue()).isEqualTo("m1");
		assertThat(this.translator.modelVersion()).isEqualTo("m2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}",
			"[{\"error\":{\"code\":429}}]" })
	void errorInTheStreamIsThrown(String error) {
		assertThatExceptionOfType(RateLimited.class).isThrownBy(() -> event(error));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "[]", "null", "\"x\"" })
	void eventThatIsNoObjectIsThrown(String event) {
		assertThatExceptionOfType(UpstreamFailed.class).isThrownBy(() -> event(event));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"candidates\":1}", "{\"candidates\":[1,null,\"x\"]}",
			"{\"candidates\":[{\"content\":7}]}",
			"{\"candidates\":[{\"content\":{\"parts\":[1,null,{\"text\":3},{\"functionCall\":5},{\"inlineData\":[]}]}}]}",
			"{\"candidates\":[{\"index\":\"x\",\"finishReason\":8,\"safetyRatings\":1,\"logprobsResult\":2}]}",
			"{\"promptFeedback\":3,\"responseId\":4,\"modelVersion\":{},\"usageMetadata\":[]}" })
	void wrongTypesDoNoHarm(String event) {
		assertThat(event(event)).isNotNull();
		try {
			GeminiAnswerTranslator.translate(JsonMapper.shared().readTree(event), MODEL, Instant.EPOCH);
		}
		catch (GatewayException ex) {
			assertThat(ex).isInstanceOf(UpstreamFailed.class);
		}
	}

	private List<ObjectNode> event(String json) {
		return this.translator.event(JsonMapper.shared().readTree(json));
	}

}
