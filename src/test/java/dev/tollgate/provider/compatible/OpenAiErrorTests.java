package dev.tollgate.provider.compatible;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiErrorTests {

	@Test
	void deepSeeksOwnFailureIsNotTheCallersFault() {
		assertThat(error("unknown_error", "invalid_request_error")).isInstanceOf(UpstreamFailed.class);
	}

	@Test
	void aRequestAtFaultIsRefused() {
		assertThat(error("invalid_request_error", null)).isInstanceOf(Refused.class);
		assertThat(error(null, "context_length_exceeded")).isInstanceOf(Refused.class);
	}

	@Test
	void aQuotaThatIsUsedUpIsNotToBeWaitedFor() {
		assertThat(error("insufficient_quota", "insufficient_quota")).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.isExhausted()).isTrue());
		assertThat(error("requests", "rate_limit_exceeded")).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.isExhausted()).isFalse());
	}

	@Test
	void aRequestThatIsTooLongIsToldByItsWordsToo() {
		GatewayException failure = new OpenAiError(
				"This model's maximum context length is 65536 tokens. However, you requested 66343 tokens.",
				"invalid_request_error", null, "invalid_request_error")
			.withStatus(400, new DefaultHttpHeaders());
		assertThat(failure).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo("context_length_exceeded"));
	}

	private static GatewayException error(@Nullable String type, @Nullable String code) {
		return new OpenAiError("Server error", type, null, code).withoutStatus();
	}

}
