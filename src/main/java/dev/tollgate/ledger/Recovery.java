package dev.tollgate.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.ledger.OpenCalls.Open;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
import org.jspecify.annotations.Nullable;

/**
 * Settles what a gateway that died has left open: the provider may bill it, so it is
 * never nothing. What was sent is known; of what came, what the journal heard last.
 */
final class Recovery {

	/** Nobody was there to send a status. */
	private static final int NO_STATUS = 0;

	private final PriceBook prices;

	private final Clock clock;

	Recovery(PriceBook prices, Clock clock) {
		this.prices = prices;
		this.clock = clock;
	}

	/**
	 * Ends a request that has open attempts, or whose next attempt never began.
	 * @param settled its attempts that have ended
	 * @param open those that have not
	 * @return the request
	 */
	RecordedRequest end(List<LedgerEntry> settled, List<Open> open) {
		List<LedgerEntry> attempts = new ArrayList<>(settled);
		open.forEach((call) -> attempts.add(recovered(call.entry(), call.output())));
		attempts.sort(Comparator.comparingInt((entry) -> entry.attempt().number()));
		attempts.add(asLast(attempts.removeLast()));
		return new RecordedRequest(attempts);
	}

	private LedgerEntry recovered(LedgerEntry open, long output) {
		AttemptFacts attempt = open.attempt();
		TokenUsage usage = TokenUsage.text(Math.max(1, attempt.inputEstimate()), output);
		return open.settled(State.RECOVERED, new Settlement(this.clock.instant(), null, Outcome.INTERRUPTED, NO_STATUS,
				null, null, usage, Source.ESTIMATED, charge(attempt, usage), false));
	}

	private @Nullable Charge charge(AttemptFacts attempt, TokenUsage usage) {
		CalledModel called = new CalledModel(new UpstreamModel(attempt.provider(), attempt.model()),
				attempt.providerType(), null);
		// when it would have been complete nobody knows
		Price price = this.prices.inForce().price(called, attempt.startedAt(), attempt.startedAt()).orElse(null);
		if (price == null) {
			return null;
		}
		Cost cost = price.cost(usage, null);
		return new Charge(price.row().id(), price.window(), cost);
	}

	private static LedgerEntry asLast(LedgerEntry entry) {
		Settlement end = entry.settlement();
		if (end == null) {
			throw new IllegalArgumentException("Not settled");
		}
		return entry.settled(entry.state(), new Settlement(end.endedAt(), end.firstEventAt(), end.outcome(),
				end.status(), end.responseModel(), end.serviceTier(), end.usage(), end.source(), end.charge(), true));
	}

}
