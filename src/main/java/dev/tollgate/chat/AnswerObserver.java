package dev.tollgate.chat;

import java.util.List;
import java.util.function.BiConsumer;

import reactor.core.publisher.Mono;

/**
 * Who is told how one call to a provider goes. The methods are called on one thread at a
 * time; of {@link #completed}, {@link #failed}, {@link #cancelled} and {@link #drained}
 * exactly one is called, once.
 */
public interface AnswerObserver {

	/**
	 * Some of what the caller asked for has no place at the provider.
	 * @param names the names of the parameters that were left out
	 */
	void dropped(List<String> names);

	/**
	 * Somebody was waited for before the request could be sent, or it was given up: for a
	 * connection to be made or to be free.
	 * @param nanos for so many nanoseconds
	 */
	default void waited(long nanos) {
	}

	/**
	 * Writes the context of the trace that the call is a part of, if it is of one, for
	 * the provider to go on with it.
	 * @param headers takes names and values
	 */
	default void propagate(BiConsumer<String, String> headers) {
	}

	/** The request is about to be sent: from now on it may cost money. */
	void contacted();

	/** The first content of the answer has arrived. */
	void firstContent();

	/**
	 * The answer goes on; said now and then, so that something is known of it should
	 * nobody live to see its end.
	 * @param progress what has passed until now
	 */
	default void progressed(AnswerProgress progress) {
	}

	/**
	 * The answer is complete, and all that will ever be known of its usage is known.
	 * @param progress what is known of it
	 * @return what it cost
	 */
	Receipt completed(AnswerProgress progress);

	/**
	 * The call failed, before the answer or in it.
	 * @param failure why
	 * @param progress what had passed until then
	 */
	void failed(GatewayException failure, AnswerProgress progress);

	/**
	 * The call failed before the provider was contacted.
	 * @param failure why
	 * @return the failure as the outcome of the call
	 */
	default Mono<Answer> refused(GatewayException failure) {
		failed(failure, new AnswerProgress());
		return Mono.error(failure);
	}

	/**
	 * The caller went away before the answer was complete, and the call was ended, then
	 * or, where it went on without the caller, later.
	 * @param progress what had passed until then
	 */
	void cancelled(AnswerProgress progress);

	/**
	 * The caller went away before the answer was complete, and the call went on without
	 * it until all was known that ever will be of its usage.
	 * @param progress what is known of the answer
	 */
	default void drained(AnswerProgress progress) {
		cancelled(progress);
	}

}
