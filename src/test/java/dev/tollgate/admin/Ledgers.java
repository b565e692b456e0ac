package dev.tollgate.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.ledger.AttemptFacts;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.CostSum;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.Source;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a ledger for tests.
 */
final class Ledgers {

	static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

	private Ledgers() {
	}

	static RequestFacts request(long number, Instant startedAt) {
		return request(number, startedAt, "client-" + number, Tags.NONE);
	}

	static RequestFacts request(long number, Instant startedAt, @Nullable String clientId, Tags tags) {
		RequestId id = new RequestId(new UUID(0x7000L, 0x8000000000000000L | number));
		return new RequestFacts(new RequestIdentity(id, clientId, tags), "web", "shop", "chat", "fast", true,
				startedAt);
	}

	static AttemptFacts attempt(int number, UpstreamModel model, Instant startedAt) {
		return new AttemptFacts(number, model.provider(), model.provider(), model.name(), startedAt, 10, Usd.of("0.5"));
	}

	static Settlement settlement(Instant endedAt, Outcome outcome, int status, @Nullable String model, TokenUsage usage,
			@Nullable Charge charge) {
		return new Settlement(endedAt, (outcome == Outcome.COMPLETED) ? endedAt.minusMillis(1500) : null, outcome,
				status, model, null, usage, Source.PROVIDER, charge, true);
	}

	static @Nullable Charge charge(PriceList prices, UpstreamModel model, Instant at, TokenUsage usage) {
		Price price = prices.at(model, at).orElse(null);
		return (price != null) ? new Charge(price.row().id(), price.window(), price.cost(usage, null)) : null;
	}

	/** A call that was answered after two seconds. */
	static RecordedRequest answered(long number, Instant startedAt, UpstreamModel model, TokenUsage usage,
			PriceList prices) {
		Instant end = startedAt.plusSeconds(2);
		return new RecordedRequest(List
			.of(new LedgerEntry(State.SETTLED, request(number, startedAt), attempt(1, model, startedAt),
					settlement(end, Outcome.COMPLETED, 200, model.name(), usage, charge(prices, model, end, usage)))));
	}

	static TokenUsage cached(long input, long cached, long output) {
		return new TokenUsage(input, cached, 0, 0, 0, 0, 0, output, 0, 0, 0);
	}

	static CostSum sum(List<@Nullable String> group, long requests, TokenUsage usage, String usd) {
		return new CostSum(group, requests, usage, new BigDecimal(usd), new BigDecimal("0.10"), BigDecimal.ZERO, 0);
	}

}
