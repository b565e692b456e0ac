package dev.tollgate.provider.compatible;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
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

	private static GatewayException error(@Nullable String type, @Nullable String code) {
		return new OpenAiError("Server error", type, null, code).withoutStatus();
	}

}
