package dev.tollgate.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.ledger.AttemptFacts;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.RequestFacts;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A request of the ledger as administrators see it: tokens and money are those of all its
 * attempts, provider, model, price and outcome those of the last. Money is in plain
 * decimals, instants are in ISO-8601 and UTC; what is not known yet is null.
 */
@JsonNaming(SnakeCaseStrategy.class)
record RequestView(String id, @Nullable String clientRequestId, String key, String team, Map<String, String> tags,
		String route, String requestedModel, String provider, String upstreamModel, @Nullable String responseModel,
		String startedAt, @Nullable String firstEventAt, @Nullable String completedAt, boolean streamed, String state,
		@Nullable Integer status, @Nullable String outcome, Map<String, Long> usage, @Nullable String costUsd,
		List<Line> cost, @Nullable String source, @Nullable String priceRow, @Nullable String window,
		@Nullable String savedUsd, @Nullable String heldUsd, List<Attempt> attempts) {

	static RequestView of(RecordedRequest recorded) {
		RequestFacts request = recorded.request();
		LedgerEntry last = recorded.last();
		RequestAccount account = RequestAccount.of(recorded);
		Settled settled = Settled.of(last.settlement());
		return new RequestView(request.identity().id().toString(), request.identity().clientRequestId(), request.key(),
				request.team(), request.identity().tags().values(), request.route(), request.requestedModel(),
				last.attempt().provider(), last.attempt().model(), settled.responseModel,
				request.startedAt().toString(), settled.firstEventAt, settled.endedAt, request.streamed(),
				last.state().label(), settled.status, settled.outcome, TokenCount.counts(account.usages()),
				money(account.cost()), account.lines().stream().map(Line::of).toList(), settled.source,
				settled.priceRow, settled.window, money(account.saved()), money(account.held()),
				recorded.attempts().stream().map(Attempt::of).toList());
	}

	static @Nullable String money(@Nullable Usd usd) {
		return (usd != null) ? usd.toPlainString() : null;
	}

	static String money(BigDecimal usd) {
		return usd.stripTrailingZeros().toPlainString();
	}

	private static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

	/** The members that are null until the call has ended. */
	private record Settled(@Nullable String responseModel, @Nullable String firstEventAt, @Nullable String endedAt,
			@Nullable Integer status, @Nullable String outcome, @Nullable String source, @Nullable String priceRow,
			@Nullable String window) {

		private static final Settled NOT_YET = new Settled(null, null, null, null, null, null, null, null);

		static Settled of(@Nullable Settlement settlement) {
			if (settlement == null) {
				return NOT_YET;
			}
			Charge charge = settlement.charge();
			return new Settled(settlement.responseModel(), text(settlement.firstEventAt()),
					settlement.endedAt().toString(), settlement.status(), settlement.outcome().label(),
					settlement.source().label(), (charge != null) ? charge.priceRow() : null,
					(charge != null) ? charge.window() : Price.STANDARD);
		}

	}

	/**
	 * A line of the cost.
	 *
	 * @param tokenType the kind of tokens, {@code request} for the fee per request
	 * @param tokens how many, null for a fee
	 * @param usdPerMillion dollars per million, null for a fee
	 * @param usd dollars
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Line(String tokenType, @Nullable Long tokens, @Nullable String usdPerMillion, String usd) {

		private static Line of(RequestAccount.Line line) {
			return new Line(line.tokenType(), line.tokens(), money(line.usdPerMillion()), line.usd().toPlainString());
		}

	}

	/** A call to a provider. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Attempt(int attempt, String provider, String model, String startedAt, @Nullable String endedAt, String state,
			@Nullable String outcome, @Nullable Integer status, Map<String, Long> usage, @Nullable String costUsd) {

		private static Attempt of(LedgerEntry entry) {
			AttemptFacts attempt = entry.attempt();
			Settlement settlement = entry.settlement();
			Settled settled = Settled.of(settlement);
			List<TokenUsage> usages = (settlement != null) ? List.of(settlement.usage()) : List.of();
			return new Attempt(attempt.number(), attempt.provider(), attempt.model(), attempt.startedAt().toString(),
					settled.endedAt, entry.state().label(), settled.outcome, settled.status, TokenCount.counts(usages),
					money(RequestAccount.cost(entry)));
		}

	}

}
