package dev.tollgate.policy.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The characters that no pattern tells apart, as one class each, so that a table by class
 * is small.
 */
final class CharClasses {

	/** First characters of intervals, ascending from 0. */
	private final int[] firsts;

	/** By interval. */
	private final int[] classes;

	private final int count;

	/** By character, for those of one unit. */
	private final char[] table = new char[0x10000];

	CharClasses(Collection<CharSet> sets) {
		BitSet cuts = new BitSet(Character.MAX_CODE_POINT + 2);
		cuts.set(0);
		for (CharSet set : sets) {
			for (int range = 0; range < set.size(); range++) {
				cuts.set(set.first(range));
				cuts.set(set.last(range) + 1);
			}
		}
		cuts.clear(Character.MAX_CODE_POINT + 1);
		this.firsts = cuts.stream().toArray();
		this.classes = new int[this.firsts.length];
		int used = 1;
		for (CharSet set : sets) {
			used = split(set, used);
		}
		this.count = used;
		for (int index = 0; index < this.firsts.length && this.firsts[index] < 0x10000; index++) {
			int end = (index + 1 < this.firsts.length) ? Math.min(this.firsts[index + 1], 0x10000) : 0x10000;
			Arrays.fill(this.table, this.firsts[index], end, (char) this.classes[index]);
		}
	}

	/** Divides each class into what is in the set and what is not. */
	private int split(CharSet set, int used) {
		BitSet members = intervals(set);
		Map<Integer, Integer> fresh = new HashMap<>();
		BitSet touched = new BitSet();
		members.stream().forEach((interval) -> touched.set(this.classes[interval]));
		BitSet cut = new BitSet();
		for (int interval = 0; interval < this.classes.length; interval++) {
			if (touched.get(this.classes[interval]) && !members.get(interval)) {
				cut.set(this.classes[interval]);
			}
		}
		members.stream()
			.filter((interval) -> cut.get(this.classes[interval]))
			.forEach((interval) -> this.classes[interval] = fresh.computeIfAbsent(this.classes[interval],
					(_) -> used + fresh.size()));
		return used + fresh.size();
	}

	private BitSet intervals(CharSet set) {
		BitSet intervals = new BitSet(this.firsts.length);
		for (int range = 0; range < set.size(); range++) {
			int from = Arrays.binarySearch(this.firsts, set.first(range));
			int to = Arrays.binarySearch(this.firsts, set.last(range) + 1);
			intervals.set(from, (to >= 0) ? to : this.firsts.length);
		}
		return intervals;
	}

	int count() {
		return this.count;
	}

	int ofUnit(char unit) {
		return this.table[unit];
	}

	int of(int character) {
		if (character < 0x10000) {
			return this.table[character];
		}
		int at = Arrays.binarySearch(this.firsts, character);
		return this.classes[(at >= 0) ? at : (-at - 2)];
	}

	/** The classes that make up one of the sets that this was made of. */
	BitSet of(CharSet set) {
		BitSet classes = new BitSet(this.count);
		intervals(set).stream().forEach((interval) -> classes.set(this.classes[interval]));
		return classes;
	}

}
