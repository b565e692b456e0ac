package dev.tollgate.admin;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.tollgate.chat.GatewayException.InvalidRequest;

/**
 * What a provider says was used.
 *
 * @param measures what its file tells; the rest cannot be compared
 * @param days the sums by day and model
 * @param complete whether it is all of it, as far as the file tells
 */
record UsageExport(Set<Measure> measures, Map<ModelDay, Figures> days, boolean complete) {

	UsageExport {
		days = Collections.unmodifiableMap(new TreeMap<>(days));
	}

	/**
	 * What an administrator is told of a file that cannot be read.
	 * @param where the line or the field
	 * @param message what is wrong there
	 * @return the refusal
	 */
	static InvalidRequest broken(String where, String message) {
		return new InvalidRequest("The usage export cannot be read: " + where + " " + message, "invalid_export", where);
	}

	/**
	 * Sums that grow while a file is read.
	 */
	static final class Sums {

		private final Map<ModelDay, Figures> days = new TreeMap<>();

		void add(ModelDay day, Measure measure, BigDecimal value) {
			this.days.merge(day, Figures.of(measure, value), Figures::plus);
		}

		UsageExport export(Set<Measure> measures, boolean complete) {
			// of a measure that the file tells, a day without a line has none
			Map<ModelDay, Figures> filled = new TreeMap<>();
			this.days.forEach((day, figures) -> {
				Figures all = figures;
				for (Measure measure : measures) {
					all = all.plus(Figures.of(measure, BigDecimal.ZERO));
				}
				filled.put(day, all);
			});
			return new UsageExport(measures, filled, complete);
		}

	}

}
