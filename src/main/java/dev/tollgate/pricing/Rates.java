package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import dev.tollgate.chat.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, each kind in dollars per million, and what a request costs on top.
 * Absolute figures, never multipliers: published discounts are rounded.
 */
@SuppressWarnings("EnumOrdinal") // an array is read on every request
public final class Rates {

	// with six decimals a rate per million is a whole number of pico-dollars per token
	private static final int DECIMALS = 6;

	private static final long PER_MILLION = 1_000_000;

	private static final BigDecimal HIGHEST = BigDecimal.valueOf(PER_MILLION);

	/** The most digits that are reckoned with, before and behind the point. */
	private static final int LONGEST = 400;

	private static final int TYPES = TokenType.values().length;

	private static final long MISSING = -1;

	private final long[] picoPerToken;

	private final @Nullable Usd perRequest;

	private Rates(long[] picoPerToken, @Nullable Usd perRequest) {
		this.picoPerToken = picoPerToken;
		this.perRequest = perRequest;
	}

	/**
	 * The rates of some kinds of tokens.
	 * @param perMillion dollars per million tokens, at most six decimals
	 * @param perRequest dollars per request, null where nothing is said
	 * @return the rates
	 * @throws IllegalArgumentException if a rate is negative, too fine or beyond a
	 * million dollars
	 */
	public static Rates of(Map<TokenType, BigDecimal> perMillion, @Nullable Usd perRequest) {
		long[] picoPerToken = new long[TYPES];
		Arrays.fill(picoPerToken, MISSING);
		perMillion.forEach((type, rate) -> picoPerToken[type.ordinal()] = picoPerToken(rate));
		if (perRequest != null && perRequest.pico() < 0) {
			throw new IllegalArgumentException(perRequest + " is negative");
		}
		return new Rates(picoPerToken, perRequest);
	}

	private static long picoPerToken(BigDecimal rate) {
		if (Math.abs((long) rate.scale()) > LONGEST || rate.precision() > LONGEST) {
			// not written out: it may have a thousand million digits
			throw new IllegalArgumentException(
					"a rate of about 10^" + (rate.precision() - 1L - rate.scale()) + " is none that a token can have");
		}
		if (rate.signum() < 0) {
			throw new IllegalArgumentException(rate.toPlainString() + " is negative");
		}
		if (rate.stripTrailingZeros().scale() > DECIMALS) {
			throw new IllegalArgumentException(rate.toPlainString() + " has more than six decimals");
		}
		if (rate.compareTo(HIGHEST) > 0) {
			throw new IllegalArgumentException(rate.toPlainString() + " is more than a dollar per token");
		}
		return rate.movePointRight(DECIMALS).longValueExact();
	}

	/**
	 * Whether a kind of tokens has a rate of its own here.
	 * @param type the kind
	 * @return {@code true} if so
	 */
	public boolean has(TokenType type) {
		return this.picoPerToken[type.ordinal()] != MISSING;
	}

	/**
	 * The kind of tokens whose rate a kind is billed at: itself, or what it falls back
	 * to.
	 * @param type the kind
	 * @return the kind that is billed
	 */
	public TokenType billedAs(TokenType type) {
		if (has(type)) {
			return type;
		}
		return switch (type) {
			case INPUT, CACHED_INPUT, CACHE_WRITE, AUDIO_INPUT, IMAGE_INPUT, VIDEO_INPUT -> TokenType.INPUT;
			case CACHED_AUDIO_INPUT ->
				has(TokenType.CACHED_INPUT) ? TokenType.CACHED_INPUT : billedAs(TokenType.AUDIO_INPUT);
			case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> TokenType.OUTPUT;
		};
	}

	/**
	 * What a million tokens of a kind cost, by its own rate or the one it falls back to.
	 * @param type the kind
	 * @return dollars per million, nothing where neither is known
	 */
	public Usd perMillion(TokenType type) {
		return new Usd(picoPerToken(type) * PER_MILLION);
	}

	/**
	 * The rates that are given here, without those that others fall back to.
	 * @return dollars per million by kind, in the order of the kinds
	 */
	public Map<TokenType, Usd> perMillion() {
		Map<TokenType, Usd> rates = new EnumMap<>(TokenType.class);
		for (TokenType type : TokenType.values()) {
			if (has(type)) {
				rates.put(type, perMillion(type));
			}
		}
		return Collections.unmodifiableMap(rates);
	}

	/**
	 * What a request costs on top of its tokens.
	 * @return dollars per request, empty where nothing is said
	 */
	public Optional<Usd> perRequest() {
		return Optional.ofNullable(this.perRequest);
	}

	/**
	 * What some tokens of a kind cost.
	 * @param type the kind
	 * @param tokens how many
	 * @return the amount
	 * @throws ArithmeticException if it is too large
	 */
	public Usd amount(TokenType type, long tokens) {
		return new Usd(Math.multiplyExact(picoPerToken(type), tokens));
	}

	private long picoPerToken(TokenType type) {
		return Math.max(0, this.picoPerToken[billedAs(type).ordinal()]);
	}

	/**
	 * These rates, and the other's where these say nothing.
	 * @param base the rates to fall back to
	 * @return the rates of both
	 */
	Rates over(Rates base) {
		long[] merged = this.picoPerToken.clone();
		for (int i = 0; i < merged.length; i++) {
			merged[i] = (merged[i] != MISSING) ? merged[i] : base.picoPerToken[i];
		}
		return new Rates(merged, (this.perRequest != null) ? this.perRequest : base.perRequest);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Rates that) && Arrays.equals(this.picoPerToken, that.picoPerToken)
				&& perRequest().equals(that.perRequest());
	}

	@Override
	public int hashCode() {
		return 31 * Arrays.hashCode(this.picoPerToken) + perRequest().hashCode();
	}

	@Override
	public String toString() {
		return perMillion() + perRequest().map((fee) -> " + " + fee + " per request").orElse("");
	}

}
