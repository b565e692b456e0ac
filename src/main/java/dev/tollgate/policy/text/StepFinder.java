package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Works out where a character leads from a state. The earliest match wins, and of those
 * that begin together the longest: a place that two have reached belongs to the earlier,
 * and those that began after a match that was found are forgotten.
 */
final class StepFinder {

	private final Automaton automaton;

	private final Program program;

	private final State from;

	private final int oneClass;

	private final Assertion.Neighbour after;

	private final BitSet seen;

	private final BitSet patterns = new BitSet();

	StepFinder(Automaton automaton, State from, int oneClass) {
		this.automaton = automaton;
		this.program = automaton.program();
		this.from = from;
		this.oneClass = oneClass;
		this.after = this.program.neighbour(oneClass);
		this.seen = new BitSet(this.program.size());
	}

	State.Step find() {
		List<int[]> ready = new ArrayList<>();
		int found = -1;
		for (int group = 0; group < this.from.groups && found < 0; group++) {
			ready.add(ready(this.from.key.groups()[group]));
			found = this.patterns.isEmpty() ? -1 : group;
		}
		int[] patternsBefore = this.patterns.stream().toArray();
		boolean matched = this.from.key.matched() || found >= 0;
		boolean begins = !matched && this.after != Assertion.Neighbour.NONE;
		if (begins) {
			ready.add(ready(new int[] { this.program.start() }));
		}
		return read(ready, found, patternsBefore, matched);
	}

	/** Decides the assertions, now that both neighbours are known. */
	private int[] ready(int[] places) {
		BitSet ready = new BitSet();
		for (int place : places) {
			follow(place, ready, true);
		}
		return ready.stream().toArray();
	}

	private State.Step read(List<int[]> ready, int foundBefore, int[] patternsBefore, boolean matchedBefore) {
		this.seen.clear();
		this.patterns.clear();
		List<int[]> groups = new ArrayList<>();
		int[] sources = new int[ready.size()];
		int found = -1;
		for (int group = 0; group < ready.size() && found < 0; group++) {
			int[] places = read(ready.get(group));
			if (!this.patterns.isEmpty()) {
				found = groups.size();
			}
			if (places.length > 0 || found >= 0) {
				sources[groups.size()] = (group < this.from.groups) ? group : -1;
				groups.add(places);
			}
		}
		State to = this.automaton.state(new State.Key(this.program.relevant(this.after), matchedBefore || found >= 0,
				found, this.patterns.stream().toArray(), groups.toArray(int[][]::new)));
		return new State.Step(to, unlessSame(Arrays.copyOf(sources, groups.size())), foundBefore, patternsBefore);
	}

	private int[] read(int[] places) {
		BitSet reached = new BitSet();
		for (int place : places) {
			int target = this.program.target(place, this.oneClass);
			if (target >= 0) {
				follow(target, reached, false);
			}
		}
		return reached.stream().toArray();
	}

	private static int @Nullable [] unlessSame(int[] sources) {
		for (int group = 0; group < sources.length; group++) {
			if (sources[group] != group) {
				return sources;
			}
		}
		return null;
	}

	/** Goes on to wherever no character is needed to get. */
	private void follow(int from, BitSet reached, boolean looks) {
		int[] stack = new int[16];
		int depth = 0;
		stack[depth++] = from;
		while (depth > 0) {
			int place = stack[--depth];
			if (this.seen.get(place)) {
				continue;
			}
			this.seen.set(place);
			switch (this.program.at(place)) {
				case Instruction.Read _, Instruction.Fork _ -> reached.set(place);
				case Instruction.Found(int pattern) -> this.patterns.set(pattern);
				case Instruction.Look(Assertion assertion, int target) -> {
					if (!looks) {
						reached.set(place);
					}
					else if (assertion.holds(this.from.key.before(), this.after)) {
						stack = push(stack, depth++, target);
					}
				}
				case Instruction.Branch(int[] targets) -> {
					for (int target : targets) {
						stack = push(stack, depth++, target);
					}
				}
			}
		}
	}

	private static int[] push(int[] stack, int depth, int place) {
		int[] room = (depth < stack.length) ? stack : Arrays.copyOf(stack, 2 * depth);
		room[depth] = place;
		return room;
	}

}
