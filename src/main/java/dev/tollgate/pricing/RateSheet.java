package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * Collects what another price list says of a model, figure by figure.
 */
final class RateSheet {

	private static final String STANDARD = "";

	// by service tier, then by the tokens of input to exceed
	private final Map<String, TreeMap<Long, Map<TokenType, BigDecimal>>> rates = new TreeMap<>();

	private final List<PriceWindow> windows = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private @Nullable BigDecimal perRequest;

	void rate(TokenType type, BigDecimal perMillion) {
		rate(null, 0, type, perMillion);
	}

	void rate(@Nullable String serviceTier, long above, TokenType type, BigDecimal perMillion) {
		this.rates.computeIfAbsent((serviceTier != null) ? serviceTier : STANDARD, (name) -> new TreeMap<>())
			.computeIfAbsent(above, (tokens) -> new EnumMap<>(TokenType.class))
			.put(type, perMillion);
	}

	void perRequest(BigDecimal usd) {
		this.perRequest = usd;
	}

	void window(PriceWindow window) {
		this.windows.add(window);
	}

	void note(String note) {
		this.notes.add(note);
	}

	/**
	 * The base rates, to be changed.
	 * @return dollars per million by kind
	 */
	private Map<TokenType, BigDecimal> base() {
		return this.rates.getOrDefault(STANDARD, new TreeMap<>()).getOrDefault(0L, Map.of());
	}

	/** Whether it says what text costs, which every row must. */
	boolean isComplete() {
		return base().containsKey(TokenType.INPUT) && base().containsKey(TokenType.OUTPUT);
	}

	/** Whether nothing costs anything, as lists say of experiments without a price. */
	boolean isFree() {
		return this.rates.values()
			.stream()
			.flatMap((contexts) -> contexts.values().stream())
			.flatMap((rates) -> rates.values().stream())
			.allMatch((rate) -> rate.signum() == 0);
	}

	/**
	 * The price.
	 * @param model the model
	 * @return the price
	 * @throws IllegalArgumentException if a rate is one that no row can have
	 * @throws ArithmeticException if the fee is one that no row can have
	 */
	ForeignPrice price(UpstreamModel model) {
		Map<String, ServiceTier> tiers = new TreeMap<>();
		this.rates.forEach((name, contexts) -> {
			if (!name.equals(STANDARD)) {
				tiers.put(name,
						new ServiceTier(name, Rates.of(contexts.getOrDefault(0L, Map.of()), null), above(contexts)));
			}
		});
		Usd fee = (this.perRequest != null && this.perRequest.signum() != 0) ? Usd.of(this.perRequest) : null;
		return new ForeignPrice(model, Rates.of(base(), fee), List.copyOf(this.windows),
				above(this.rates.getOrDefault(STANDARD, new TreeMap<>())), tiers, List.copyOf(this.notes));
	}

	private static List<ContextTier> above(TreeMap<Long, Map<TokenType, BigDecimal>> contexts) {
		return contexts.tailMap(0L, false)
			.entrySet()
			.stream()
			.map((tier) -> new ContextTier(tier.getKey(), Rates.of(tier.getValue(), null)))
			.toList();
	}

}
