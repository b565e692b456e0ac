package dev.tollgate.simulator;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One call that reached the simulator, as it stood when it was asked for.
 *
 * @param id the call's own id, also its {@code x-request-id}
 * @param provider {@code openai}, {@code deepseek} or {@code gemini}
 * @param method the HTTP method
 * @param path the whole path
 * @param query the query without {@code key}, empty if there was none
 * @param model the model that was asked for, {@code null} where the request names none
 * @param streamed whether the answer is a stream
 * @param startedAt when its head had arrived
 * @param endedAt when its last byte was handed to the connection or the caller left,
 * {@code null} while it is active
 * @param outcome how it ended
 * @param status the HTTP status of the answer, 0 before there is one
 * @param body the request body, {@code null} beyond 1 MiB
 * @param bodySize the size of the request body in bytes
 * @param bodySha256 the SHA-256 of the request body in lower case hexadecimal digits
 * @param headers the request's headers in lower case; of credentials only that they were
 * present
 * @param key the first eight hexadecimal digits of the SHA-256 of the key it came with,
 * empty if it came with none: enough to tell calls with different keys apart
 * @param usage what a provider would bill for what was sent until now
 * @param eventsSent the stream events that were handed to the connection
 */
public record SimulatedCall(String id, String provider, String method, String path, String query,
		@Nullable String model, boolean streamed, Instant startedAt, @Nullable Instant endedAt, Outcome outcome,
		int status, @Nullable String body, long bodySize, String bodySha256, Map<String, String> headers, String key,
		Usage usage, int eventsSent) {

	/** How a call ended. */
	public enum Outcome {

		/** It has not ended. */
		ACTIVE,

		/** It was answered as the provider would, an error of its own included. */
		COMPLETED,

		/** It was spoilt by a fault that it asked for. */
		FAULTED,

		/** The caller left before the end. */
		CANCELLED

	}

	/**
	 * What a provider would bill.
	 *
	 * @param input all tokens that were sent
	 * @param cachedInput those of them that the prompt cache held
	 * @param audioInput those of them that stand for audio
	 * @param output all tokens that were answered
	 * @param reasoning those of them that were thoughts
	 */
	public record Usage(long input, long cachedInput, long audioInput, long output, long reasoning) {

		static final Usage NONE = new Usage(0, 0, 0, 0, 0);

		Usage plus(long moreOutput, long moreReasoning) {
			return new Usage(this.input, this.cachedInput, this.audioInput, this.output + moreOutput,
					this.reasoning + moreReasoning);
		}

	}

}
