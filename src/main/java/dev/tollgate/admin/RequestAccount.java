package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.ledger.Charge;
import dev.tollgate.ledger.LedgerEntry;
import dev.tollgate.ledger.RecordedRequest;
import dev.tollgate.ledger.Settlement;
import dev.tollgate.ledger.State;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What all attempts of a request add up to: each was paid for, whether or not it was the
 * one that answered.
 *
 * @param usages the tokens of its settled attempts
 * @param cost what they cost, or null where nothing has a price yet
 * @param saved what they would have cost more at the dearest hours, or, where the answer
 * was given again, at all; null as the cost
 * @param held what its attempts that are still under way may cost at most, or null if
 * none is held
 * @param lines the cost by kind of tokens and rate
 */
record RequestAccount(List<TokenUsage> usages, @Nullable Usd cost, @Nullable Usd saved, @Nullable Usd held,
		List<Line> lines) {

	static RequestAccount of(RecordedRequest request) {
		List<TokenUsage> usages = new ArrayList<>();
		List<Line> lines = new ArrayList<>();
		Usd cost = null;
		Usd saved = null;
		Usd held = null;
		for (LedgerEntry entry : request.attempts()) {
			Settlement settlement = entry.settlement();
			if (settlement == null) {
				held = plus(held, entry.attempt().held());
				continue;
			}
			usages.add(settlement.usage());
			cost = plus(cost, cost(entry));
			Charge charge = settlement.charge();
			if (charge != null) {
				saved = plus(saved, charge.cost().savedByWindow());
				addLines(lines, charge.cost());
			}
		}
		return new RequestAccount(usages, cost, (cost != null && saved == null) ? Usd.ZERO : saved, held, lines);
	}

	/** What an attempt cost, or null where that is not known. */
	static @Nullable Usd cost(LedgerEntry entry) {
		Settlement settlement = entry.settlement();
		if (settlement == null) {
			return null;
		}
		Charge charge = settlement.charge();
		if (charge != null) {
			return charge.cost().total();
		}
		// who was never contacted sends no bill, with or without a price
		return (entry.state() == State.VOID) ? Usd.ZERO : null;
	}

	private static @Nullable Usd plus(@Nullable Usd sum, @Nullable Usd amount) {
		return (sum != null && amount != null) ? sum.plus(amount) : (sum != null) ? sum : amount;
	}

	private static void addLines(List<Line> lines, Cost cost) {
		for (Cost.Line line : cost.lines()) {
			add(lines, new Line(line.type().label(), line.tokens(), line.usdPerMillion(), line.amount()));
		}
		if (!cost.perRequest().equals(Usd.ZERO)) {
			add(lines, new Line("request", null, null, cost.perRequest()));
		}
	}

	private static void add(List<Line> lines, Line line) {
		for (int i = 0; i < lines.size(); i++) {
			Line other = lines.get(i);
			if (other.sameRate(line)) {
				lines.set(i, other.plus(line));
				return;
			}
		}
		lines.add(line);
	}

	/**
	 * What was paid for one kind of tokens at one rate.
	 *
	 * @param tokenType the kind, {@code request} for the fee per request
	 * @param tokens how many, null for a fee
	 * @param usdPerMillion dollars per million of them, null for a fee
	 * @param usd the amount
	 */
	record Line(String tokenType, @Nullable Long tokens, @Nullable Usd usdPerMillion, Usd usd) {

		private boolean sameRate(Line other) {
			return this.tokenType.equals(other.tokenType) && Objects.equals(this.usdPerMillion, other.usdPerMillion);
		}

		private Line plus(Line other) {
			Long sum = (this.tokens != null && other.tokens != null) ? Long.valueOf(this.tokens + other.tokens) : null;
			return new Line(this.tokenType, sum, this.usdPerMillion, this.usd.plus(other.usd));
		}

	}

}
