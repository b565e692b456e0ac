package dev.tollgate.admin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * The ledger beside a provider's account, by day and model.
 *
 * @param measures what the provider's file tells
 * @param days the days of each model
 * @param ledger the ledger's totals
 * @param provider the provider's
 */
record Reconciliation(Set<Measure> measures, List<Day> days, Figures ledger, Figures provider) {

	/**
	 * Compares.
	 * @param ledger the ledger's sums
	 * @param export the provider's
	 * @return both, in the order of days and models
	 */
	static Reconciliation of(Map<ModelDay, Figures> ledger, UsageExport export) {
		Map<String, String> names = names(models(ledger), models(export.days()));
		Map<ModelDay, Figures> ours = renamed(ledger, names);
		Map<ModelDay, Figures> theirs = renamed(export.days(), names);
		Set<ModelDay> all = new TreeSet<>(ours.keySet());
		all.addAll(theirs.keySet());
		Figures nothing = Figures.NONE;
		for (Measure measure : export.measures()) {
			nothing = nothing.plus(Figures.of(measure, BigDecimal.ZERO));
		}
		List<Day> days = new ArrayList<>();
		Figures ledgerTotal = nothing;
		Figures providerTotal = nothing;
		for (ModelDay day : all) {
			Figures ledgerDay = ours.get(day);
			Figures providerDay = theirs.get(day);
			days.add(new Day(day, ledgerDay, providerDay, nothing));
			ledgerTotal = (ledgerDay != null) ? ledgerTotal.plus(ledgerDay) : ledgerTotal;
			providerTotal = (providerDay != null) ? providerTotal.plus(providerDay) : providerTotal;
		}
		return new Reconciliation(export.measures(), days, ledgerTotal, providerTotal);
	}

	/**
	 * One side may name the snapshot that ran where the other names what was asked for:
	 * unless both name the same, all snapshots of a model count as the model.
	 */
	private static Map<String, String> names(Map<String, Set<String>> ours, Map<String, Set<String>> theirs) {
		Map<String, String> names = new HashMap<>();
		Set<String> models = new HashSet<>(ours.keySet());
		models.addAll(theirs.keySet());
		for (String model : models) {
			Set<String> our = ours.getOrDefault(model, Set.of());
			Set<String> their = theirs.getOrDefault(model, Set.of());
			boolean fold = !our.isEmpty() && !their.isEmpty() && !our.equals(their);
			our.forEach((name) -> names.put(name, fold ? model : name));
			their.forEach((name) -> names.put(name, fold ? model : name));
		}
		return names;
	}

	private static Map<String, Set<String>> models(Map<ModelDay, Figures> days) {
		Map<String, Set<String>> models = new HashMap<>();
		days.keySet()
			.forEach((day) -> models.computeIfAbsent(withoutSnapshot(day.model()), (model) -> new HashSet<>())
				.add(day.model()));
		return models;
	}

	private static String withoutSnapshot(String name) {
		return new UpstreamModel("", name).withoutSnapshot().name();
	}

	private static Map<ModelDay, Figures> renamed(Map<ModelDay, Figures> days, Map<String, String> names) {
		Map<ModelDay, Figures> renamed = new TreeMap<>();
		days.forEach((day, figures) -> renamed.merge(day.withModel(names.getOrDefault(day.model(), day.model())),
				figures, Figures::plus));
		return renamed;
	}

	long count(Status status) {
		return this.days.stream().filter((day) -> day.status() == status).count();
	}

	/** How a day compares. */
	enum Status {

		/** Both say the same. */
		MATCH,
		/** They do not. */
		DIFFERS,
		/** The provider does not know of it. */
		ONLY_IN_LEDGER,
		/** The ledger does not know of it. */
		ONLY_AT_PROVIDER;

		String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * A day of a model.
	 *
	 * @param day which
	 * @param ledger what the ledger says, null where it says nothing
	 * @param provider what the provider says, null where it says nothing
	 * @param nothing none of all that the provider's file tells
	 */
	record Day(ModelDay day, @Nullable Figures ledger, @Nullable Figures provider, Figures nothing) {

		Figures difference() {
			Figures ours = (this.ledger != null) ? this.ledger : this.nothing;
			return ours.minus((this.provider != null) ? this.provider : this.nothing);
		}

		Status status() {
			if (this.ledger == null) {
				return Status.ONLY_AT_PROVIDER;
			}
			if (this.provider == null) {
				return Status.ONLY_IN_LEDGER;
			}
			return difference().isZero() ? Status.MATCH : Status.DIFFERS;
		}

	}

}
