package dev.tollgate.admin;

import java.util.List;

import dev.tollgate.keys.Page;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A page of a list, and where the next one begins.
 *
 * @param data what is on it
 * @param nextCursor the cursor of the next page, or null if there is none
 */
@JsonNaming(SnakeCaseStrategy.class)
record Listing<T>(List<T> data, @Nullable String nextCursor) {

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 1000;

	private static final int RADIX = 36;

	static <T> Listing<T> of(Page<?> page, List<T> views) {
		Long next = page.next();
		return new Listing<>(views, (next != null) ? Long.toString(next, RADIX) : null);
	}

	static int limit(Parameters parameters) {
		return parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
	}

	/** The number of the last item of the page before, or null for the first page. */
	static @Nullable Long cursor(Parameters parameters) {
		String cursor = parameters.text("cursor");
		try {
			return (cursor != null) ? Long.valueOf(cursor, RADIX) : null;
		}
		catch (NumberFormatException ex) {
			throw Parameters.invalid("cursor", "must be the 'next_cursor' of a page");
		}
	}

}
