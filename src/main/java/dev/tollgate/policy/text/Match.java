package dev.tollgate.policy.text;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The best match so far: all that begin at its start and may turn out to be the one,
 * because the longer ones may fail their checks.
 */
final class Match {

	private int start;

	private int count;

	private int[] ends = new int[4];

	private int[][] patterns = new int[4][];

	private int chosen;

	boolean isFound() {
		return this.count > 0;
	}

	int start() {
		return this.start;
	}

	int end() {
		return this.ends[this.chosen];
	}

	void forget() {
		this.count = 0;
	}

	void rebase(int by) {
		this.start -= by;
		for (int index = 0; index < this.count; index++) {
			this.ends[index] -= by;
		}
	}

	/** Matches come by descending start, and by ascending end for the same start. */
	void found(int from, int to, int[] whose) {
		if (to == from) {
			// all of it was replaced already, being too long
			return;
		}
		if (from != this.start) {
			this.count = 0;
			this.start = from;
		}
		if (this.count == this.ends.length) {
			this.ends = Arrays.copyOf(this.ends, 2 * this.count);
			this.patterns = Arrays.copyOf(this.patterns, 2 * this.count);
		}
		this.ends[this.count] = to;
		this.patterns[this.count++] = whose;
	}

	/**
	 * Decides for the longest that passes its check.
	 * @return the pattern's name, or null if none passes
	 */
	@Nullable String choose(String text, List<TextPattern> all) {
		for (this.chosen = this.count - 1; this.chosen >= 0; this.chosen--) {
			for (int pattern : this.patterns[this.chosen]) {
				TextPattern candidate = all.get(pattern);
				if (!(candidate instanceof ExpressionPattern expression) || expression.check() == null
						|| expression.check().test(text.substring(this.start, end()))) {
					return candidate.name();
				}
			}
		}
		return null;
	}

}
