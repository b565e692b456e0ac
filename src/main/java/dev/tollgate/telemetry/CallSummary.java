package dev.tollgate.telemetry;

import java.time.Duration;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Cost;
import org.jspecify.annotations.Nullable;

/**
 * How a call to a provider went, for metrics. All names are of bounded sets, but the
 * values of tags.
 *
 * @param provider the provider's name
 * @param model the upstream model, or {@code other}
 * @param route the route's name
 * @param team the team that pays
 * @param tags what the caller wants its cost to be reported under
 * @param streamed whether the answer was streamed
 * @param outcome how it ended
 * @param made whether the provider was called, or could not be reached when it was
 * @param usage the tokens that are paid for
 * @param estimated whether they were estimated
 * @param window the price window
 * @param cost what it cost, or null if the model has no price
 * @param total the time from the call's beginning to the answer's end
 * @param firstContent the time from there to the first content, or null if none came
 * @param overhead how much of the request's time the gateway itself took; null if the
 * request goes on with another call
 */
public record CallSummary(String provider, String model, String route, String team, Tags tags, boolean streamed,
		Outcome outcome, boolean made, TokenUsage usage, boolean estimated, String window, @Nullable Cost cost,
		Duration total, @Nullable Duration firstContent, @Nullable Duration overhead) {

	/**
	 * Says that the request ended with this call.
	 * @param overhead how much of the request's time the gateway itself took
	 * @return the same in all else
	 */
	public CallSummary last(Duration overhead) {
		return new CallSummary(this.provider, this.model, this.route, this.team, this.tags, this.streamed, this.outcome,
				this.made, this.usage, this.estimated, this.window, this.cost, this.total, this.firstContent, overhead);
	}

}
