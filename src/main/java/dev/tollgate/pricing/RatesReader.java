package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.tollgate.chat.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Reads rates of a price list: plain decimals, nothing negative, nothing finer than a
 * pico-dollar.
 */
final class RatesReader {

	private static final String PER_REQUEST = "per-request";

	private static final String ABOVE = "above";

	private RatesReader() {
	}

	/**
	 * Reads rates.
	 * @param perMillion the rates per million tokens; a fee per request may stand here
	 * @param parent what they belong to; or the fee may stand there
	 * @param complete whether input and output must be there
	 * @return the rates
	 * @throws PriceListException if a rate is not sound
	 */
	static Rates read(YamlMapping perMillion, YamlMapping parent, boolean complete) {
		Rates rates = rates(perMillion, fee(perMillion, parent), PER_REQUEST);
		if (complete) {
			require(perMillion, rates, TokenType.INPUT);
			require(perMillion, rates, TokenType.OUTPUT);
		}
		return rates;
	}

	/**
	 * Reads the rates of a service tier, beside which its long contexts stand.
	 * @param tier the service tier
	 * @return the rates
	 * @throws PriceListException if a rate is not sound
	 */
	static Rates readTier(YamlMapping tier) {
		return rates(tier, fee(tier, tier), PER_REQUEST, ABOVE);
	}

	private static void require(YamlMapping perMillion, Rates rates, TokenType type) {
		if (!rates.has(type)) {
			throw perMillion.refuse("rate '" + key(type) + "' is missing");
		}
	}

	private static Rates rates(YamlMapping perMillion, @Nullable Usd fee, String... otherKeys) {
		perMillion.allow(Stream.concat(Arrays.stream(TokenType.values()).map(RatesReader::key), Stream.of(otherKeys))
			.toArray(String[]::new));
		Map<TokenType, BigDecimal> rates = new EnumMap<>(TokenType.class);
		for (TokenType type : TokenType.values()) {
			if (perMillion.keys().contains(key(type))) {
				rates.put(type, rate(perMillion, type));
			}
		}
		return Rates.of(rates, fee);
	}

	private static BigDecimal rate(YamlMapping perMillion, TokenType type) {
		BigDecimal rate = decimal(perMillion, key(type));
		try {
			// one alone first, so that a refusal names its key and line
			Rates.of(Map.of(type, rate), null);
			return rate;
		}
		catch (IllegalArgumentException ex) {
			throw perMillion.refuse(key(type), String.valueOf(ex.getMessage()));
		}
	}

	private static @Nullable Usd fee(YamlMapping perMillion, YamlMapping parent) {
		YamlMapping holder = perMillion.keys().contains(PER_REQUEST) ? perMillion : parent;
		if (!holder.keys().contains(PER_REQUEST)) {
			return null;
		}
		if (holder != parent && parent.keys().contains(PER_REQUEST)) {
			throw parent.refuse(PER_REQUEST, "is there twice");
		}
		BigDecimal fee = decimal(holder, PER_REQUEST);
		if (fee.signum() < 0) {
			throw holder.refuse(PER_REQUEST, fee.toPlainString() + " is negative");
		}
		try {
			return Usd.of(fee);
		}
		catch (ArithmeticException ex) {
			throw holder.refuse(PER_REQUEST, fee.toPlainString() + " is too large or has more than twelve decimals");
		}
	}

	private static BigDecimal decimal(YamlMapping mapping, String key) {
		String text = mapping.text(key);
		if (!text.matches("-?\\d{1,12}(\\.\\d{1,18})?")) {
			throw mapping.refuse(key, "'" + text + "' is no plain decimal number");
		}
		return new BigDecimal(text);
	}

	/** The name of a rate in the file. */
	static String key(TokenType type) {
		return type.label().replace('_', '-');
	}

}
