package dev.tollgate.gateway;

import java.time.Duration;
import java.util.stream.Stream;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of what follows from which failure. */
class ReactionTests {

	private static final boolean CONTACTED = true;

	private static final boolean NOT_CONTACTED = false;

	private static Refused refused(int status, @Nullable String code) {
		return new Refused(status, "no", "invalid_request_error", code, null);
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(refused(400, null), CONTACTED, Reaction.END),
				Arguments.of(refused(404, "model_not_found"), CONTACTED, Reaction.END),
				Arguments.of(refused(422, null), CONTACTED, Reaction.END),
				Arguments.of(refused(400, "content_filter"), CONTACTED, Reaction.END),
				Arguments.of(refused(400, "context_length_exceeded"), CONTACTED, Reaction.LARGER_MODEL),
				Arguments.of(new InvalidRequest("no", "unsupported_parameter", "n"), NOT_CONTACTED, Reaction.ELSEWHERE),
				Arguments.of(new InvalidRequest("no", "invalid_value", "n"), NOT_CONTACTED, Reaction.END),
				Arguments.of(new RateLimited("slowly", Duration.ofSeconds(2)), CONTACTED, Reaction.OTHER_KEY),
				Arguments.of(RateLimited.exhausted("gone"), CONTACTED, Reaction.OTHER_KEY),
				Arguments.of(new Unavailable("full", "ledger_full"), NOT_CONTACTED, Reaction.END));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whatFollows(GatewayException failure, boolean contacted, Reaction expected) {
		assertThat(Reaction.to(failure, contacted, new AnswerProgress())).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "UPSTREAM_AUTH,true,OTHER_KEY", "UPSTREAM_ERROR,true,ELSEWHERE_FIRST",
			"UPSTREAM_UNREACHABLE,true,ELSEWHERE_FIRST", "UPSTREAM_UNREACHABLE,false,ELSEWHERE_FIRST",
			"UPSTREAM_OVERLOADED,true,ELSEWHERE_FIRST", "UPSTREAM_OVERLOADED,false,ELSEWHERE",
			"UPSTREAM_STREAM_TRUNCATED,true,ELSEWHERE_FIRST", "UPSTREAM_STREAM_STALLED,true,ELSEWHERE",
			"BAD_UPSTREAM_RESPONSE,true,ELSEWHERE", "UPSTREAM_TIMEOUT,true,ELSEWHERE" })
	void whatFollowsAProvidersFailure(Reason reason, boolean contacted, Reaction expected) {
		assertThat(Reaction.to(new UpstreamFailed(reason, "no"), contacted, new AnswerProgress())).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "true,ELSEWHERE_FIRST", "false,ELSEWHERE" })
	void aTimeoutThatTheProviderReportsIsNotASilence(boolean reported, Reaction expected) {
		AnswerProgress progress = new AnswerProgress();
		if (reported) {
			progress.refused();
		}
		assertThat(Reaction.to(new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "no"), CONTACTED, progress))
			.isEqualTo(expected);
	}

}
