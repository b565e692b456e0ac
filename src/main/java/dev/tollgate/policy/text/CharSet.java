package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of Unicode code points, lone surrogates included.
 */
final class CharSet {

	private static final int LAST = Character.MAX_CODE_POINT;

	/** First and last of each range, ascending; ranges neither overlap nor touch. */
	private final int[] bounds;

	private CharSet(int[] bounds) {
		this.bounds = bounds;
	}

	static CharSet of(int character) {
		return new CharSet(new int[] { character, character });
	}

	static CharSet range(int first, int last) {
		return new CharSet(new int[] { first, last });
	}

	static CharSet where(IntPredicate predicate) {
		List<int[]> ranges = new ArrayList<>();
		int first = -1;
		for (int next = 0; next <= LAST; next++) {
			boolean in = predicate.test(next);
			if (in && first < 0) {
				first = next;
			}
			else if (!in && first >= 0) {
				ranges.add(new int[] { first, next - 1 });
				first = -1;
			}
		}
		if (first >= 0) {
			ranges.add(new int[] { first, LAST });
		}
		return union(ranges);
	}

	private static CharSet union(List<int[]> ranges) {
		List<int[]> sorted = new ArrayList<>(ranges);
		sorted.sort(Comparator.comparingInt((range) -> range[0]));
		int[] bounds = new int[sorted.size() * 2];
		int used = 0;
		for (int[] range : sorted) {
			if (used > 0 && range[0] <= bounds[used - 1] + 1) {
				bounds[used - 1] = Math.max(bounds[used - 1], range[1]);
			}
			else {
				bounds[used++] = range[0];
				bounds[used++] = range[1];
			}
		}
		return new CharSet(Arrays.copyOf(bounds, used));
	}

	static CharSet union(CharSet... sets) {
		List<int[]> ranges = new ArrayList<>();
		for (CharSet set : sets) {
			for (int index = 0; index < set.size(); index++) {
				ranges.add(new int[] { set.first(index), set.last(index) });
			}
		}
		return union(ranges);
	}

	CharSet negated() {
		int[] others = new int[this.bounds.length + 2];
		int used = 0;
		int next = 0;
		for (int index = 0; index < size(); index++) {
			if (first(index) > next) {
				others[used++] = next;
				others[used++] = first(index) - 1;
			}
			next = last(index) + 1;
		}
		if (next <= LAST) {
			others[used++] = next;
			others[used++] = LAST;
		}
		return new CharSet(Arrays.copyOf(others, used));
	}

	/** The number of ranges. */
	int size() {
		return this.bounds.length / 2;
	}

	int first(int range) {
		return this.bounds[2 * range];
	}

	int last(int range) {
		return this.bounds[2 * range + 1];
	}

	boolean contains(int character) {
		int at = Arrays.binarySearch(this.bounds, character);
		// an odd insertion point lies between a first and its last
		return at >= 0 || (-at - 1) % 2 == 1;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof CharSet set && Arrays.equals(this.bounds, set.bounds);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bounds);
	}

}
