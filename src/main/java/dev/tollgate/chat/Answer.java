package dev.tollgate.chat;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A provider's answer in the caller's protocol.
 */
public sealed interface Answer {

	/**
	 * The answer as a whole.
	 *
	 * @param body the body, which whoever takes the answer releases
	 * @param model the response model, or null if it is not known
	 * @param receipt what it cost
	 */
	record Complete(ByteBuf body, @Nullable String model, Receipt receipt) implements Answer {
	}

	/**
	 * The answer as it is written.
	 *
	 * @param model the response model, or null if it is not known yet
	 * @param events server-sent events, to be subscribed once; a failure after the first
	 * content is an error signal of type {@link GatewayException}
	 */
	record Streamed(@Nullable String model, Flux<ByteBuf> events) implements Answer {
	}

}
