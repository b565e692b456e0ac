package dev.tollgate.pricing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.tollgate.chat.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Compares a row that another price list would have with the row in force, by what they
 * make of a request. What the other list says nothing of, it does not contradict.
 */
final class PriceComparison {

	// windows open and close at half hours, and not on every day
	private static final Duration STEP = Duration.ofMinutes(30);

	private static final int STEPS = 7 * 48;

	private final PriceRow ours;

	private final PriceRow theirs;

	private final Set<String> differences = new LinkedHashSet<>();

	private final List<String> kept = new ArrayList<>();

	PriceComparison(PriceRow ours, PriceRow theirs) {
		this.ours = ours;
		this.theirs = theirs;
	}

	/** What differs, old to new; nothing where every request would cost the same. */
	Set<String> differences() {
		if (!this.theirs.windows().isEmpty()) {
			compareHours();
		}
		else if (equalToWindow() == null) {
			compare("", this.ours.rates(), this.theirs.rates());
		}
		compareAbove("", null, this.theirs.above());
		this.theirs.serviceTiers().forEach((name, tier) -> {
			compare(name + " ", this.ours.rates(null, 0, name), tier.rates());
			compareAbove(name + " ", name, tier.above());
		});
		return this.differences;
	}

	/**
	 * The window of ours whose rates the other list has for all hours, if there is one.
	 */
	@Nullable String equalToWindow() {
		if (!this.theirs.windows().isEmpty() || equal(this.ours.rates(), this.theirs.rates())) {
			return null;
		}
		return this.ours.windows()
			.stream()
			.filter((window) -> equal(window.rates().over(this.ours.rates()), this.theirs.rates()))
			.map(PriceWindow::name)
			.findFirst()
			.orElse(null);
	}

	private void compareHours() {
		Instant at = this.theirs.from();
		for (int i = 0; i < STEPS; i++) {
			String window = this.theirs.price(at).window();
			compare(window.equals(Price.STANDARD) ? "" : window + " ", this.ours.price(at).rates(),
					this.theirs.price(at).rates());
			at = at.plus(STEP);
		}
	}

	private void compareAbove(String label, @Nullable String serviceTier, List<ContextTier> tiers) {
		for (ContextTier tier : tiers) {
			compare(label + "above " + tier.inputTokens() + " ",
					this.ours.rates(null, tier.inputTokens() + 1, serviceTier), tier.rates());
		}
	}

	private void compare(String label, Rates ours, Rates theirs) {
		theirs.perMillion().forEach((type, rate) -> {
			if (!ours.perMillion(type).equals(rate)) {
				this.differences.add(label + RatesReader.key(type) + ": " + ours.perMillion(type) + " -> " + rate);
			}
		});
		theirs.perRequest()
			.filter((fee) -> !fee.equals(ours.perRequest().orElse(Usd.ZERO)))
			.ifPresent((fee) -> this.differences
				.add(label + "per-request: " + ours.perRequest().orElse(Usd.ZERO) + " -> " + fee));
	}

	private static boolean equal(Rates ours, Rates theirs) {
		return theirs.perMillion()
			.entrySet()
			.stream()
			.allMatch((rate) -> ours.perMillion(rate.getKey()).equals(rate.getValue()))
				&& theirs.perRequest().map((fee) -> fee.equals(ours.perRequest().orElse(Usd.ZERO))).orElse(true);
	}

	/**
	 * The row of the other list, and of ours what the other says nothing of.
	 * @return the row, which {@link #kept()} tells apart
	 */
	PriceRow merged() {
		List<PriceWindow> windows = this.theirs.windows();
		if (windows.isEmpty() && !this.ours.windows().isEmpty()) {
			windows = this.ours.windows();
			windows.forEach((window) -> this.kept.add("window " + window.name()));
		}
		Map<String, ServiceTier> tiers = new TreeMap<>(this.ours.serviceTiers());
		tiers.keySet()
			.stream()
			.filter((name) -> !this.theirs.serviceTiers().containsKey(name))
			.forEach((name) -> this.kept.add("service tier " + name));
		this.theirs.serviceTiers().forEach((name, tier) -> tiers.merge(name, tier, this::merged));
		return new PriceRow(this.theirs.id(), this.theirs.model(), this.theirs.from(), null, this.ours.billedAt(),
				merged("", this.ours.rates(), this.theirs.rates()), windows,
				merged("", this.ours.above(), this.theirs.above()), tiers, this.theirs.source(),
				this.theirs.verifiedOn());
	}

	private ServiceTier merged(ServiceTier ours, ServiceTier theirs) {
		String label = ours.name() + " ";
		return new ServiceTier(ours.name(), merged(label, ours.rates(), theirs.rates()),
				merged(label, ours.above(), theirs.above()));
	}

	private List<ContextTier> merged(String label, List<ContextTier> ours, List<ContextTier> theirs) {
		Map<Long, Rates> rates = new TreeMap<>();
		theirs.forEach((tier) -> rates.put(tier.inputTokens(), tier.rates()));
		for (ContextTier tier : ours) {
			String above = label + "above " + tier.inputTokens();
			Rates other = rates.get(tier.inputTokens());
			if (other == null) {
				this.kept.add(above);
			}
			rates.put(tier.inputTokens(), (other != null) ? merged(above + " ", tier.rates(), other) : tier.rates());
		}
		return rates.entrySet().stream().map((tier) -> new ContextTier(tier.getKey(), tier.getValue())).toList();
	}

	private Rates merged(String label, Rates ours, Rates theirs) {
		for (Map.Entry<TokenType, Usd> rate : ours.perMillion().entrySet()) {
			if (!theirs.has(rate.getKey())) {
				this.kept.add(label + RatesReader.key(rate.getKey()) + " " + rate.getValue());
			}
		}
		if (theirs.perRequest().isEmpty()) {
			ours.perRequest().ifPresent((fee) -> this.kept.add(label + "per-request " + fee));
		}
		return theirs.over(ours);
	}

	/** What the merged row has of ours, because the other list says nothing of it. */
	List<String> kept() {
		return this.kept;
	}

}
