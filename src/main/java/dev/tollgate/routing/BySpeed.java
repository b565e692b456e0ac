package dev.tollgate.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Puts first whose first token has come soonest of late. What was not measured for a
 * minute is tried first by one call at a time, so that its speed is known again; to the
 * others it is as fast as it was, and what was never measured comes last.
 */
final class BySpeed implements Preference {

	private static final long NANOS_PER_MILLI = 1_000_000;

	@Override
	public List<Target> order(List<Target> targets, Demand demand, Instant at) {
		List<Target> order = new ArrayList<>(expect(targets, demand, at));
		for (Target target : targets) {
			if (target.speed().takeProbe(at)) {
				order.remove(target);
				order.addFirst(target);
				break;
			}
		}
		return order;
	}

	@Override
	public List<Target> expect(List<Target> targets, Demand demand, Instant at) {
		// read once, as calls go on measuring while this sorts
		return targets.stream()
			.map((target) -> new Measured(target, target.speed().nanos()))
			.sorted(Comparator.comparing(Measured::nanos, Comparator.nullsLast(Comparator.naturalOrder())))
			.map(Measured::target)
			.toList();
	}

	@Override
	public String reason(Target target, List<Target> among, Demand demand, Instant at) {
		Speed speed = target.speed();
		Long nanos = speed.nanos();
		if (nanos == null) {
			return "its speed is not known: one call at a time tries it first";
		}
		String what = (speed.firstTokenNanos() != null) ? "first token" : "whole answer";
		String probe = speed.isStale(at) ? "; not measured for a minute, so that one call at a time tries it first"
				: "";
		return what + " after " + Math.ceilDiv(nanos, NANOS_PER_MILLI) + " ms of late" + probe;
	}

	private record Measured(Target target, @Nullable Long nanos) {
	}

}
