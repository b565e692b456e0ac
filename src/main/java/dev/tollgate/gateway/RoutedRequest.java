package dev.tollgate.gateway;

import java.time.Instant;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Route;
import dev.tollgate.telemetry.RequestLine;

/**
 * A caller's request and what is settled about it before the first attempt.
 *
 * @param caller who calls, and pays
 * @param identity how it is found again
 * @param route what serves it
 * @param request what is asked
 * @param prices those in force at the start: a price that changes meanwhile is for later
 * calls
 * @param start when it arrived
 * @param arrived the same by {@link System#nanoTime()}
 * @param account what its attempts add up to
 * @param line what operators are told of it
 */
record RoutedRequest(Caller caller, RequestIdentity identity, Route route, ChatRequest request, PriceList prices,
		Instant start, long arrived, RequestAccount account, RequestLine line) {

	/** The same request as a policy words it. */
	RoutedRequest with(ChatRequest request) {
		return new RoutedRequest(this.caller, this.identity, this.route, request, this.prices, this.start, this.arrived,
				this.account, this.line);
	}

}
