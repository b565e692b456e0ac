package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.TokenType;

/**
 * What a request cost, and why: its lines and its fee add up to the total, the tokens of
 * its lines to all tokens of the request.
 *
 * @param total the sum of the lines and the fee
 * @param lines what each kind of tokens cost, kinds without tokens left out
 * @param perRequest the fee on top of the tokens, mostly nothing
 * @param savedByWindow what the same request would have cost more at the row's dearest
 * hour, never below zero; of a request that an earlier one had paid for, all of it
 * @param savedByCache what its cached tokens would have cost more at the full input rate,
 * never below zero
 */
@SuppressWarnings("EnumOrdinal") // an array is filled on every request
public record Cost(Usd total, List<Line> lines, Usd perRequest, Usd savedByWindow, Usd savedByCache) {

	public Cost {
		lines = List.copyOf(lines);
	}

	static Cost of(TokenSplit split, Rates rates, Usd dearest) {
		List<Line> lines = new ArrayList<>();
		Usd perRequest = rates.perRequest().orElse(Usd.ZERO);
		Usd total = perRequest;
		long[] billed = billed(split, rates);
		for (TokenType type : TokenType.values()) {
			long tokens = billed[type.ordinal()];
			if (tokens > 0) {
				Usd amount = rates.amount(type, tokens);
				lines.add(new Line(type, tokens, rates.perMillion(type), amount));
				total = total.plus(amount);
			}
		}
		return new Cost(total, lines, perRequest, dearest.minus(total).max(Usd.ZERO), savedByCache(split, rates));
	}

	static Usd total(TokenSplit split, Rates rates) {
		Usd total = rates.perRequest().orElse(Usd.ZERO);
		for (TokenType type : TokenType.values()) {
			total = total.plus(rates.amount(type, split.tokens(type)));
		}
		return total;
	}

	private static long[] billed(TokenSplit split, Rates rates) {
		long[] billed = new long[TokenType.values().length];
		for (TokenType type : TokenType.values()) {
			billed[rates.billedAs(type).ordinal()] += split.tokens(type);
		}
		return billed;
	}

	private static Usd savedByCache(TokenSplit split, Rates rates) {
		return saved(split, rates, TokenType.INPUT, TokenType.CACHED_INPUT)
			.plus(saved(split, rates, TokenType.AUDIO_INPUT, TokenType.CACHED_AUDIO_INPUT))
			.max(Usd.ZERO);
	}

	private static Usd saved(TokenSplit split, Rates rates, TokenType full, TokenType cached) {
		long tokens = split.tokens(cached);
		return rates.amount(full, tokens).minus(rates.amount(cached, tokens));
	}

	/**
	 * What the tokens of one kind cost.
	 *
	 * @param type the kind that was billed: tokens without a rate of their own are in the
	 * line of the kind they fall back to
	 * @param tokens how many
	 * @param usdPerMillion dollars per million of them
	 * @param amount the product of both
	 */
	public record Line(TokenType type, long tokens, Usd usdPerMillion, Usd amount) {
	}

}
