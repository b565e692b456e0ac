package dev.tollgate.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Draws targets by chance, each as often as its weight says, and the next ones likewise
 * from those that are left.
 */
final class ByWeight implements Preference {

	private final LongUnaryOperator random;

	/**
	 * Creates the preference.
	 * @param random gives any number from 0 to below the one that it is given
	 */
	ByWeight(LongUnaryOperator random) {
		this.random = random;
	}

	@Override
	public List<Target> order(List<Target> targets, Demand demand, Instant at) {
		List<Target> left = new ArrayList<>(targets);
		List<Target> order = new ArrayList<>(targets.size());
		long total = total(targets);
		while (left.size() > 1) {
			long drawn = this.random.applyAsLong(total);
			int index = 0;
			while (drawn >= left.get(index).weight()) {
				drawn -= left.get(index++).weight();
			}
			Target next = left.remove(index);
			total -= next.weight();
			order.add(next);
		}
		order.addAll(left);
		return order;
	}

	@Override
	public List<Target> expect(List<Target> targets, Demand demand, Instant at) {
		return targets.stream().sorted(Comparator.comparingInt(Target::weight).reversed()).toList();
	}

	@Override
	public String reason(Target target, List<Target> among, Demand demand, Instant at) {
		BigDecimal percent = BigDecimal.valueOf(100L * target.weight())
			.divide(BigDecimal.valueOf(total(among)), 1, RoundingMode.HALF_UP)
			.stripTrailingZeros();
		return (among.size() > 1)
				? "first in " + percent.toPlainString() + " % of calls by its weight of " + target.weight()
				: "the only one of its group";
	}

	private static long total(List<Target> targets) {
		long total = 0;
		for (Target target : targets) {
			total += target.weight();
		}
		return total;
	}

}
