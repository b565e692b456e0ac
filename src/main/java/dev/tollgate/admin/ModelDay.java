package dev.tollgate.admin;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * A day of a model.
 *
 * @param day the day in UTC
 * @param model the model's name, without the provider's
 */
record ModelDay(LocalDate day, String model) implements Comparable<ModelDay> {

	private static final Comparator<ModelDay> ORDER = Comparator.comparing(ModelDay::day)
		.thenComparing(ModelDay::model);

	ModelDay withModel(String other) {
		return new ModelDay(this.day, other);
	}

	@Override
	public int compareTo(ModelDay other) {
		return ORDER.compare(this, other);
	}

}
