package dev.tollgate.policy.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All patterns as one machine that may be in many places at once.
 */
final class Program {

	private static final Moves NONE = new Moves(new BitSet(0), new int[0], new int[0]);

	private final List<TextPattern> patterns;

	private final Instruction[] instructions;

	private final int[] owners;

	private final int start;

	private final CharClasses classes;

	private final BitSet wordClasses;

	private final Moves[] moves;

	private final boolean knowsTextStart;

	private final boolean knowsWords;

	Program(List<TextPattern> patterns, Instruction[] instructions, int[] owners, int start) {
		this.patterns = patterns;
		this.instructions = instructions;
		this.owners = owners;
		this.start = start;
		Set<Assertion> assertions = new LinkedHashSet<>();
		Set<CharSet> sets = new LinkedHashSet<>();
		for (Instruction instruction : instructions) {
			switch (instruction) {
				case Instruction.Read read -> sets.add(read.set());
				case Instruction.Fork fork -> sets.addAll(Arrays.asList(fork.sets()));
				case Instruction.Look look -> assertions.add(look.assertion());
				case Instruction.Branch _, Instruction.Found _ -> {
				}
			}
		}
		this.knowsTextStart = assertions.contains(Assertion.TEXT_START);
		this.knowsWords = assertions.contains(Assertion.WORD_BOUNDARY)
				|| assertions.contains(Assertion.NO_WORD_BOUNDARY);
		if (this.knowsWords) {
			sets.add(CharSets.WORD);
		}
		this.classes = new CharClasses(sets);
		this.wordClasses = this.knowsWords ? this.classes.of(CharSets.WORD) : new BitSet(0);
		Map<CharSet, BitSet> classesOf = new HashMap<>();
		sets.forEach((set) -> classesOf.put(set, this.classes.of(set)));
		this.moves = new Moves[instructions.length];
		for (int at = 0; at < instructions.length; at++) {
			this.moves[at] = moves(instructions[at], classesOf);
		}
	}

	private static Moves moves(Instruction instruction, Map<CharSet, BitSet> classesOf) {
		if (instruction instanceof Instruction.Read read) {
			return new Moves(classesOf.getOrDefault(read.set(), new BitSet()), new int[0], new int[] { read.target() });
		}
		if (!(instruction instanceof Instruction.Fork fork)) {
			return NONE;
		}
		Map<Integer, Integer> targets = new TreeMap<>();
		for (int branch = 0; branch < fork.sets().length; branch++) {
			int target = fork.targets()[branch];
			classesOf.getOrDefault(fork.sets()[branch], new BitSet())
				.stream()
				.forEach((oneClass) -> targets.put(oneClass, target));
		}
		return new Moves(new BitSet(0), targets.keySet().stream().mapToInt(Integer::intValue).toArray(),
				targets.values().stream().mapToInt(Integer::intValue).toArray());
	}

	List<TextPattern> patterns() {
		return this.patterns;
	}

	CharClasses classes() {
		return this.classes;
	}

	int size() {
		return this.instructions.length;
	}

	int start() {
		return this.start;
	}

	Instruction at(int place) {
		return this.instructions[place];
	}

	/** The pattern that a place is a part of. */
	int owner(int place) {
		return this.owners[place];
	}

	/** Where a character of this class leads from a place, or -1. */
	int target(int place, int oneClass) {
		Moves way = this.moves[place];
		if (way.forkClasses().length > 0) {
			int at = Arrays.binarySearch(way.forkClasses(), oneClass);
			return (at >= 0) ? way.targets()[at] : -1;
		}
		return way.classes().get(oneClass) ? way.targets()[0] : -1;
	}

	/** What a character of this class is to a place before it. */
	Assertion.Neighbour neighbour(int oneClass) {
		if (oneClass == this.classes.count()) {
			return Assertion.Neighbour.NONE;
		}
		return this.wordClasses.get(oneClass) ? Assertion.Neighbour.WORD : Assertion.Neighbour.OTHER;
	}

	/** What stands before a place, as far as a pattern may ask for it. */
	Assertion.Neighbour relevant(Assertion.Neighbour before) {
		return switch (before) {
			case NONE -> this.knowsTextStart ? before : Assertion.Neighbour.OTHER;
			case WORD -> this.knowsWords ? before : Assertion.Neighbour.OTHER;
			case OTHER -> before;
		};
	}

	/** What a place does with a class of characters. */
	private record Moves(BitSet classes, int[] forkClasses, int[] targets) {
	}

}
