package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which characters differ by case only, as {@link String#equalsIgnoreCase(String)} sees
 * it: one character for one, so that the German sharp s is not a double s.
 */
final class CaseFolding {

	/** By the folded character; characters without another case are absent. */
	private static final Map<Integer, CharSet> VARIANTS = variants();

	private CaseFolding() {
	}

	private static Map<Integer, CharSet> variants() {
		Map<Integer, CharSet> variants = new HashMap<>();
		for (int next = 0; next <= Character.MAX_CODE_POINT; next++) {
			int folded = fold(next);
			if (folded != next) {
				variants.merge(folded, CharSet.union(CharSet.of(next), CharSet.of(folded)), CharSet::union);
			}
		}
		return variants;
	}

	static int fold(int character) {
		return Character.toLowerCase(Character.toUpperCase(character));
	}

	static CharSet variants(int character) {
		return VARIANTS.getOrDefault(fold(character), CharSet.of(character));
	}

	static CharSet variants(CharSet set) {
		List<CharSet> sets = new ArrayList<>(List.of(set));
		for (CharSet variants : VARIANTS.values()) {
			if (meet(variants, set)) {
				sets.add(variants);
			}
		}
		return CharSet.union(sets.toArray(CharSet[]::new));
	}

	private static boolean meet(CharSet variants, CharSet set) {
		for (int range = 0; range < variants.size(); range++) {
			for (int next = variants.first(range); next <= variants.last(range); next++) {
				if (set.contains(next)) {
					return true;
				}
			}
		}
		return false;
	}

}
