package dev.tollgate.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Puts first what would cost least for this very request at this instant, by the price
 * list that bills it; what has no price comes last.
 */
final class ByPrice implements Preference {

	private final PriceBook prices;

	ByPrice(PriceBook prices) {
		this.prices = prices;
	}

	@Override
	public List<Target> order(List<Target> targets, Demand demand, Instant at) {
		PriceList list = this.prices.inForce();
		List<Offer> offers = new ArrayList<>(targets.size());
		for (Target target : targets) {
			offers.add(Offer.of(target, list, demand, at));
		}
		// stable: of equal offers the first of the list wins
		offers.sort(Comparator.comparing(Offer::cost, Comparator.nullsLast(Comparator.naturalOrder())));
		return offers.stream().map(Offer::target).toList();
	}

	@Override
	public List<Target> expect(List<Target> targets, Demand demand, Instant at) {
		return order(targets, demand, at);
	}

	@Override
	public String reason(Target target, List<Target> among, Demand demand, Instant at) {
		Offer offer = Offer.of(target, this.prices.inForce(), demand, at);
		return (offer.price() == null || offer.cost() == null) ? "it has no price"
				: "%s USD for %d tokens of input and %d of output in the window '%s'".formatted(
						offer.cost().toPlainString(), demand.input(), demand.expectedOutput(), offer.price().window());
	}

	/**
	 * What a target would cost.
	 *
	 * @param target the target
	 * @param price its price, or null if it has none
	 * @param cost the amount, or null without a price
	 */
	private record Offer(Target target, @Nullable Price price, @Nullable Usd cost) {

		static Offer of(Target target, PriceList list, Demand demand, Instant at) {
			Price price = list.price(target.called(), at, at).orElse(null);
			if (price == null) {
				return new Offer(target, null, null);
			}
			TokenUsage usage = TokenUsage.text(demand.input(), demand.expectedOutput());
			return new Offer(target, price, price.cost(usage, demand.serviceTier()).total());
		}

	}

}
