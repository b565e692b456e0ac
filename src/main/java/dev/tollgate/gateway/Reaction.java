package dev.tollgate.gateway;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;

/**
 * What follows from a failed attempt, by the class of the failure.
 */
enum Reaction {

	/** The request itself is at fault, and would be anywhere. */
	END,

	/** It is too long for the model: another one may have a larger window. */
	LARGER_MODEL,

	/**
	 * The key, not the provider: another key is as good, another target the next best.
	 */
	OTHER_KEY,

	/**
	 * It may have been chance: elsewhere at once, which costs the caller no pause and a
	 * failing provider no call; once more only where there is nobody else.
	 */
	ELSEWHERE_FIRST,

	/** What the target did once it would do again, and the time is lost. */
	ELSEWHERE;

	/** Whether the provider is at fault rather than the request. */
	boolean isOfTheProvider() {
		return this == ELSEWHERE_FIRST || this == ELSEWHERE;
	}

	/**
	 * Says what follows.
	 * @param failure how the attempt failed
	 * @param contacted whether the provider was contacted
	 * @param progress what is known of its answer
	 */
	static Reaction to(GatewayException failure, boolean contacted, AnswerProgress progress) {
		return switch (failure) {
			case Refused refused -> "context_length_exceeded".equals(refused.code()) ? LARGER_MODEL : END;
			// what one provider's protocol cannot say, another's may
			case InvalidRequest invalid ->
				(!contacted && String.valueOf(invalid.code()).startsWith("unsupported_")) ? ELSEWHERE : END;
			case RateLimited _ -> OTHER_KEY;
			case UpstreamFailed failed -> to(failed, contacted, progress);
			default -> END;
		};
	}

	private static Reaction to(UpstreamFailed failed, boolean contacted, AnswerProgress progress) {
		return switch (failed.reason()) {
			case UPSTREAM_AUTH -> OTHER_KEY;
			case UPSTREAM_ERROR, UPSTREAM_STREAM_TRUNCATED, UPSTREAM_UNREACHABLE -> ELSEWHERE_FIRST;
			case UPSTREAM_OVERLOADED -> contacted ? ELSEWHERE_FIRST : ELSEWHERE;
			// 408 and 504 are quick; a silence was waited for
			case UPSTREAM_TIMEOUT -> progress.isRefused() ? ELSEWHERE_FIRST : ELSEWHERE;
			case UPSTREAM_STREAM_STALLED, BAD_UPSTREAM_RESPONSE -> ELSEWHERE;
		};
	}

}
