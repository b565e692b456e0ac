package dev.tollgate.provider.springai;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What an exception of a chat model means. Modules throw what their clients throw; of its
 * words only those of a status reach the caller, without addresses and keys.
 *
 * @param failure the failure to report
 * @param refused whether the provider itself answered so
 */
record ModelFailure(GatewayException failure, boolean refused) {

	private static final Log logger = LogFactory.getLog(ModelFailure.class);

	private static final int MOST_CAUSES = 16;

	/**
	 * Says what an exception means.
	 * @param thrown what the model threw
	 * @param begun whether some of an answer had come
	 */
	static ModelFailure of(Throwable thrown, boolean begun) {
		Throwable cause = thrown;
		for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
			if (cause instanceof GatewayException known) {
				return new ModelFailure(known, false);
			}
			ErrorStatus status = ErrorStatus.of(cause);
			if (status != null) {
				return new ModelFailure(status.failure(), true);
			}
			if (isTimeout(cause)) {
				return new ModelFailure(new UpstreamFailed(Reason.UPSTREAM_TIMEOUT, "The provider ran out of time"),
						false);
			}
			if (isConnection(cause)) {
				return new ModelFailure(lost(begun && !(cause instanceof ConnectException)), false);
			}
			cause = cause.getCause();
		}
		// its message may hold a prompt
		logger.error("A chat model failed with " + thrown.getClass().getName());
		logger.debug("A chat model failed", thrown);
		return new ModelFailure(new UpstreamFailed(Reason.UPSTREAM_ERROR, "The chat model failed"), false);
	}

	/** What the model answered makes no sense. */
	static GatewayException unreadable(RuntimeException thrown) {
		if (thrown instanceof GatewayException known) {
			return known;
		}
		logger.error("A chat model's answer could not be read: " + thrown.getClass().getName());
		logger.debug("A chat model's answer could not be read", thrown);
		return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The chat model's answer could not be read");
	}

	private static boolean isTimeout(Throwable cause) {
		return cause instanceof TimeoutException || cause instanceof HttpTimeoutException
				|| cause instanceof InterruptedIOException
				|| cause instanceof io.netty.handler.timeout.TimeoutException;
	}

	private static boolean isConnection(Throwable cause) {
		// such as ResourceAccessException and WebClientRequestException have as a cause
		return cause instanceof IOException;
	}

	private static UpstreamFailed lost(boolean begun) {
		return begun
				? new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED,
						"The connection to the provider was lost before the answer was complete")
				: new UpstreamFailed(Reason.UPSTREAM_UNREACHABLE,
						"The provider could not be reached, or it closed the connection before it answered");
	}

}
