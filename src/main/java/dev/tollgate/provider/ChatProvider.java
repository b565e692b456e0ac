package dev.tollgate.provider;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.GatewayException;
import reactor.core.publisher.Mono;

/**
 * One provider under one address.
 */
public interface ChatProvider {

	/**
	 * The name in model names, configuration and metrics.
	 * @return for instance {@code openai}
	 */
	String name();

	/**
	 * The type, whose prices apply where the name has none of its own.
	 * @return for instance {@code openai}
	 */
	String type();

	/**
	 * Asks for leave to call the provider once.
	 * @return a permit, which {@link #call} uses up or the caller of this method gives
	 * back, or why there is none
	 */
	Admission admit();

	/**
	 * What is going on with the provider. To ask changes nothing.
	 * @return the state at this instant
	 */
	ProviderState state();

	/**
	 * Asks for leave to call the provider although it failed lately or refused our keys,
	 * because there is nobody else to call. There is none where a limit of its rate is
	 * still on, where it cannot be reached at all, and where too many calls are under
	 * way.
	 * @return a permit, or why there is none
	 */
	default Admission insist() {
		return admit();
	}

	/**
	 * Sends a request once and gives the answer in the protocol of the caller. A streamed
	 * answer arrives with its first content. When the subscription is cancelled the
	 * connection to the provider is closed at once.
	 * @param request what to send
	 * @param observer who is told how it goes
	 * @return the answer, or an error of type {@link GatewayException}
	 */
	Mono<Answer> call(UpstreamRequest request, AnswerObserver observer);

}
