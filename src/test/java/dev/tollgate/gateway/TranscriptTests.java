package dev.tollgate.gateway;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TranscriptTests {

	private static final String ROLE = event("{\"role\":\"assistant\",\"content\":\"\"}", "null");

	private static final String DONE = "data: [DONE]\n\n";

	private final Transcript transcript = new Transcript();

	private static String event(String delta, String finish) {
		return "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish
				+ "}]}\n\n";
	}

	private static String text(String content) {
		return event("{\"content\":\"" + content + "\"}", "null");
	}

	private static String end() {
		return event("{}", "\"stop\"");
	}

	private String read(String events) {
		ByteBuf chunk = Unpooled.copiedBuffer(events, StandardCharsets.UTF_8);
		ByteBuf read = this.transcript.read(chunk);
		String text = read.toString(StandardCharsets.UTF_8);
		read.release();
		assertThat(chunk.refCnt()).isZero();
		return text;
	}

	@Test
	void whatIsReadFirstPassesAsItIs() {
		String events = ROLE + text("The sky") + text(" is blue") + end() + DONE;
		assertThat(read(events)).isEqualTo(events);
		assertThat(this.transcript.isContinuable()).isTrue();
	}

	@Test
	void aReplayIsDroppedUpToWhereTheCallerIs() {
		read(ROLE + text("The sky") + text(" is"));
		this.transcript.replay();
		assertThat(read(ROLE + text("The"))).isEmpty();
		assertThat(read(text(" sky is bl"))).isEqualTo(text(" bl".substring(0, 3)));
		String rest = text("ue") + end() + DONE;
		assertThat(read(rest)).isEqualTo(rest);
	}

	@Test
	void aReplayMayBeCutWhereTheFirstAnswerWas() {
		read(ROLE + text("The sky"));
		this.transcript.replay();
		assertThat(read(ROLE + text("The sky"))).isEmpty();
		assertThat(read(text(" is") + end() + DONE)).isEqualTo(text(" is") + end() + DONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "The se", "The sky\"}},{" })
	void anotherAnswerIsNeverMixedIn(String other) {
		read(ROLE + text("The sky"));
		this.transcript.replay();
		String event = other.contains("\"") ? text("The") + end() : text(other);
		assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> read(ROLE + event));
	}

	@Test
	void anAnswerThatGoesOnLosesItsRoleOnly() {
		read(ROLE + text("The sky"));
		this.transcript.join();
		assertThat(read(ROLE + text(" is"))).doesNotContain("role").contains(" is");
		String rest = text(" blue") + end() + DONE;
		assertThat(read(rest)).isEqualTo(rest);
	}

	@Test
	void anAnswerMayBeGoneOnWithTwice() {
		read(ROLE + text("The"));
		this.transcript.join();
		read(ROLE + text(" sky"));
		this.transcript.replay();
		assertThat(read(ROLE + text("The sky is"))).isEqualTo(text(" is"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"tool_calls\":[{\"index\":0}]}", "{\"function_call\":{}}", "{\"audio\":{}}" })
	void whatIsNotTextIsNotGoneOnWith(String delta) {
		read(ROLE + text("The") + event(delta, "null"));
		assertThat(this.transcript.isContinuable()).isFalse();
	}

	@Test
	void theRequestGetsTheBeginningOfItsAnswer() {
		read(ROLE + text("The \\\"sky"));
		JsonBody body = JsonBody.of(Unpooled.copiedBuffer(
				"{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"stream\":true}", StandardCharsets.UTF_8));
		ChatRequest request = new ChatRequest(Protocol.OPENAI, Operation.CHAT, false, "m", true, false, false, null,
				null, body.textSize(), body);
		ChatRequest prefixed = this.transcript.prefixed(request);
		assertThat(prefixed.beta()).isTrue();
		assertThat(prefixed.body().bytes().toString(StandardCharsets.UTF_8))
			.isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},{\"role\":\"assistant\","
					+ "\"content\":\"The \\\"sky\",\"prefix\":true}],\"stream\":true}");
		prefixed.body().release();
		body.release();
	}

}
