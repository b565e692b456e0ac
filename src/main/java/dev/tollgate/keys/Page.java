package dev.tollgate.keys;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list, the newest first.
 *
 * @param items what is on it
 * @param next the number of the last one, behind which the next page begins, or null if
 * there is none
 */
public record Page<T>(List<T> items, @Nullable Long next) {

	public Page {
		items = List.copyOf(items);
	}

}
