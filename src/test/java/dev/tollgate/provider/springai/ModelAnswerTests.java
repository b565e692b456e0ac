package dev.tollgate.provider.springai;

import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.testing.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a chat model says is put in OpenAI's words.
 */
class ModelAnswerTests {

	@ParameterizedTest
	@CsvSource({ "stop,stop", "STOP,stop", "end_turn,stop", "length,length", "MAX_TOKENS,length", "tool_use,tool_calls",
			"TOOL_CALLS,tool_calls", "SAFETY,content_filter", "refusal,content_filter", "load,stop" })
	void reasonsToFinishAreOpenAis(String said, String reason) {
		assertThat(ModelAnswer.of(ScriptedChatModel.said("x").ended(said)).finishReason()).isEqualTo(reason);
	}

	@Test
	void anAnswerThatGoesOnHasNoReason() {
		assertThat(ModelAnswer.of(ScriptedChatModel.said("x").goingOn()).finishReason()).isNull();
		assertThat(ModelAnswer.of(ScriptedChatModel.said("x").ended("")).finishReason()).isNull();
	}

	@Test
	void oneThatCallsToolsFinishesForThem() {
		assertThat(ModelAnswer.finishReason("stop", true)).isEqualTo("tool_calls");
		assertThat(ModelAnswer.finishReason("length", true)).isEqualTo("length");
		assertThat(ModelAnswer.finishReason(null, false)).isEqualTo("stop");
	}

	@Test
	void severalGenerationsAreOneChoice() {
		Generation text = Objects.requireNonNull(ScriptedChatModel.said("Let me look").goingOn().getResult());
		Generation call = Objects
			.requireNonNull(ScriptedChatModel.said("").calling("1", "look", "{}").ended("tool_use").getResult());
		ModelAnswer answer = ModelAnswer.of(new ChatResponse(List.of(text, call)));
		assertThat(answer.text()).isEqualTo("Let me look");
		assertThat(answer.toolCalls()).hasSize(1);
		assertThat(answer.finishReason()).isEqualTo("tool_calls");
	}

	@Test
	void thoughtsAreToldApart() {
		assertThat(ModelAnswer.of(ScriptedChatModel.said("x").with("thinking", "Hm").goingOn()).reasoning())
			.isEqualTo("Hm");
		assertThat(ModelAnswer.of(ScriptedChatModel.said("x").with("thinking", true).goingOn()).reasoning()).isEmpty();
	}

	@Test
	void zerosAreNoUsage() {
		assertThat(ModelUsage.of(new EmptyUsage())).isNull();
		assertThat(ModelUsage.of(new DefaultUsage(0, 0))).isNull();
		assertThat(ModelUsage.of(new DefaultUsage(-1, 5))).isNull();
		assertThat(ModelUsage.of(new DefaultUsage(3, 0))).isEqualTo(TokenUsage.text(3, 0));
	}

	@Test
	void cachedTokensAreAmongTheInput() {
		assertThat(ModelUsage.of(new DefaultUsage(100, 5, 105, null, 60L, 10L)))
			.isEqualTo(new TokenUsage(100, 60, 10, 0, 0, 0, 0, 5, 0, 0, 0));
		// more than there are: they were told apart
		assertThat(ModelUsage.of(new DefaultUsage(10, 5, 15, null, 60L, 10L)))
			.isEqualTo(new TokenUsage(80, 60, 10, 0, 0, 0, 0, 5, 0, 0, 0));
	}

}
