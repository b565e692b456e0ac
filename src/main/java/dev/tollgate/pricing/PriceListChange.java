package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a price list differs from the one before it.
 *
 * @param rows how many rows it has
 * @param added the ids of the rows that are new
 * @param removed the ids of the rows that are gone
 * @param changed the ids of the rows that say something else, or end at another instant
 * because of the row that follows
 */
public record PriceListChange(int rows, List<String> added, List<String> removed, List<String> changed) {

	public PriceListChange {
		added = List.copyOf(added);
		removed = List.copyOf(removed);
		changed = List.copyOf(changed);
	}

	static PriceListChange between(PriceList before, PriceList after) {
		Map<String, PriceRow> old = new LinkedHashMap<>();
		before.rows().forEach((row) -> old.put(row.id(), row));
		List<String> added = new ArrayList<>();
		List<String> changed = new ArrayList<>();
		for (PriceRow row : after.rows()) {
			PriceRow same = old.remove(row.id());
			if (same == null) {
				added.add(row.id());
			}
			else if (!same.equals(row)) {
				changed.add(row.id());
			}
		}
		return new PriceListChange(after.rows().size(), added, List.copyOf(old.keySet()), changed);
	}

}
