package dev.tollgate.chat;

import java.time.Duration;

import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request: the few things that routing and cost need to know of it, and the
 * body as the bytes that came.
 *
 * @param protocol the protocol that the caller speaks
 * @param operation what is asked
 * @param beta whether the caller used DeepSeek's beta address, for prefix completion
 * @param model the model as the caller named it
 * @param streamed whether the answer is to be streamed
 * @param usageRequested whether the caller of a stream wants to see its usage
 * @param temperatureGiven whether the caller chose a temperature
 * @param task what the caller said the call is for, or null
 * @param deadline how long the caller wants to wait for the whole of the answer, or null
 * @param textSize how many bytes of the body are text
 * @param body the body, owned by whoever read it
 */
public record ChatRequest(Protocol protocol, Operation operation, boolean beta, String model, boolean streamed,
		boolean usageRequested, boolean temperatureGiven, @Nullable Task task, @Nullable Duration deadline,
		int textSize, JsonBody body) {

	/**
	 * Providers' own rule of thumb for English: platform.openai.com and ai.google.dev say
	 * four.
	 */
	public static final int BYTES_PER_TOKEN = 4;

	/**
	 * How many tokens the request has by the rule of thumb, media left out.
	 * @return the tokens, at least one
	 */
	public long estimatedInput() {
		return Math.max(1, this.textSize / BYTES_PER_TOKEN);
	}

}
