package dev.tollgate.provider.compatible;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reasons to finish that are failures in disguise.
 */
final class Finish {

	private Finish() {
	}

	/** Refuses what DeepSeek says of an answer that it could not complete. */
	static void check(@Nullable String reason) {
		if ("insufficient_system_resource".equals(reason) || "aborted".equals(reason)) {
			throw new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "The provider ran out of resources in the answer");
		}
	}

}
