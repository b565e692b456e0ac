package dev.tollgate.provider;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.wire.MalformedJsonException;
import dev.tollgate.wire.SizeLimitException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What becomes of errors in reading an answer that are not the provider's own words.
 */
final class Unexpected {

	private static final Log logger = LogFactory.getLog(Unexpected.class);

	private Unexpected() {
	}

	static UpstreamFailed failure(Throwable cause) {
		if (cause instanceof MalformedJsonException) {
			return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer is not JSON");
		}
		if (cause instanceof SizeLimitException) {
			return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer is too large");
		}
		// a defect of ours, which the caller need not see but we must
		logger.error("An answer could not be read", cause);
		return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer could not be read");
	}

}
