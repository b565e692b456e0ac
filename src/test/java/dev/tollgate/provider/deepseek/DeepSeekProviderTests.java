package dev.tollgate.provider.deepseek;

import java.util.Map;

import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.ChatProviderContract;
import dev.tollgate.provider.CompatibleSamples;
import dev.tollgate.provider.Heard;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.RecordingObserver;
import dev.tollgate.provider.WireSamples;
import dev.tollgate.testing.FakeUpstream;
import dev.tollgate.testing.Goldens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DeepSeekProviderTests extends ChatProviderContract {

	@Override
	protected HttpProviderType type() {
		return new DeepSeekProviderType();
	}

	@Override
	protected String basePath() {
		return "";
	}

	@Override
	public String model() {
		return "deepseek-chat";
	}

	@Override
	public WireSamples wire() {
		return new CompatibleSamples("deepseek-chat");
	}

	@Override
	public Goldens goldens() {
		return Goldens.of("provider/deepseek");
	}

	@Override
	public Map<String, String> gaps() {
		return Map.of("image-data-url", "DeepSeek's chat models see no pictures", "image-url",
				"DeepSeek's chat models see no pictures", "several-choices", "DeepSeek has no n",
				"several-choices-streaming", "DeepSeek has no n");
	}

	@Override
	public String path(String scenario) {
		return switch (scenario) {
			case "fim" -> "/beta/completions";
			case "prefix" -> "/beta/chat/completions";
			default -> "/chat/completions";
		};
	}

	@Override
	public String credentialHeader() {
		return "authorization";
	}

	@ParameterizedTest
	@ValueSource(strings = { "insufficient_system_resource", "aborted" })
	void anAnswerThatTheProviderGaveUpIsAFailure(String reason) {
		String finish = wire().finish().replace("stop", reason);
		Heard streamed = stream(FakeUpstream.stream(wire().content("one"), finish, wire().done()),
				new RecordingObserver());
		assertThat(streamed.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_OVERLOADED));
		Heard whole = whole(FakeUpstream.whole(200, "application/json", wire().whole("x").replace("stop", reason)),
				new RecordingObserver());
		assertThat(whole.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_OVERLOADED));
	}

	@Test
	void anEmptyAccountIsNotTheCallers() {
		Heard heard = whole(FakeUpstream.whole(402, "application/json",
				wire().errorBody(402, "unknown_error", "Insufficient Balance")), new RecordingObserver());
		assertThat(heard.failure()).isInstanceOf(RateLimited.class).hasMessageNotContaining("Insufficient Balance");
	}

	@Test
	void usageOfZerosIsNone() {
		String zeros = wire().content("x").replace("]}", "],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}");
		RecordingObserver observer = new RecordingObserver();
		Heard heard = heard(FakeUpstream.stream(zeros, wire().usage("5", "7"), zeros, wire().finish(),
				wire().usage("0", "0"), wire().done()), request(wire().request(true, true), true), observer);
		assertThat(heard.failure()).isNull();
		assertThat(observer.awaitEnd().usage()).isEqualTo(TokenUsage.text(5, 7));
		assertThat(heard.text()).containsOnlyOnce("prompt_tokens").contains("\"prompt_tokens\":5,");
	}

	@Test
	void cacheHitsAreCountedOnce() {
		RecordingObserver observer = new RecordingObserver();
		Heard heard = heard(FakeUpstream.stream(goldens().read("cached-usage.sse")),
				request(goldens().read("cached-usage.request.json"), true), observer);
		assertThat(heard.failure()).isNull();
		assertThat(observer.awaitEnd().usage()).isEqualTo(new TokenUsage(2000, 1920, 0, 0, 0, 0, 0, 12, 0, 0, 0));
	}

}
