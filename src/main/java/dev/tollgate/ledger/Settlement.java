package dev.tollgate.ledger;

import java.time.Instant;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * How a call to a provider ended.
 *
 * @param endedAt when; the completion that may pick its price
 * @param firstEventAt when the first content came, or null if none did
 * @param outcome how
 * @param status the HTTP status that stands for it; 499 for a caller who left
 * @param responseModel the model that the provider says it ran, or null
 * @param serviceTier the service tier that the provider says it used, or null
 * @param usage the tokens that are paid for
 * @param source where their counts come from
 * @param charge what they cost, or null if the model has no price
 * @param last whether the request ended with this attempt
 */
public record Settlement(Instant endedAt, @Nullable Instant firstEventAt, Outcome outcome, int status,
		@Nullable String responseModel, @Nullable String serviceTier, TokenUsage usage, Source source,
		@Nullable Charge charge, boolean last) {

	/**
	 * Says whether the request ended with it.
	 * @param last whether it did
	 * @return the same in all else
	 */
	public Settlement last(boolean last) {
		return (last == this.last) ? this : new Settlement(this.endedAt, this.firstEventAt, this.outcome, this.status,
				this.responseModel, this.serviceTier, this.usage, this.source, this.charge, last);
	}

}
