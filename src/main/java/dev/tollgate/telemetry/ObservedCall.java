package dev.tollgate.telemetry;

import dev.tollgate.chat.Operation;
import dev.tollgate.chat.UpstreamModel;

/**
 * What is known of a call to a provider when it begins.
 *
 * @param route the route's name
 * @param model the upstream model, its name one of a bounded set
 * @param providerType the type of the provider
 * @param number which attempt of its request it is, from 1
 * @param operation what is asked
 * @param streamed whether the answer is to be streamed
 */
public record ObservedCall(String route, UpstreamModel model, String providerType, int number, Operation operation,
		boolean streamed) {

	/** The provider by the name that OpenTelemetry has for it. */
	String providerName() {
		return this.providerType.equals("gemini") ? "gcp.gemini" : this.providerType;
	}

}
