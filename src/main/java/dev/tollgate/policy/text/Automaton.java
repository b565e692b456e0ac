package dev.tollgate.policy.text;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The program made deterministic as texts ask for it: a step that any text has taken
 * costs a look at a table. What is remembered is bounded; shared by all threads, without
 * a lock.
 */
final class Automaton {

	/** How many steps are remembered at most, at 4 to 8 bytes each, states aside. */
	private static final int MAX_STEPS = 1 << 20;

	private static final int MIN_STATES = 64;

	private final Program program;

	private final int maxStates;

	private volatile Map<State.Key, State> cache = new ConcurrentHashMap<>();

	Automaton(Program program) {
		this(program, Math.max(MIN_STATES, MAX_STEPS / (program.classes().count() + 1)));
	}

	Automaton(Program program, int maxStates) {
		this.program = program;
		this.maxStates = maxStates;
	}

	Program program() {
		return this.program;
	}

	State start(Assertion.Neighbour before) {
		return state(new State.Key(this.program.relevant(before), false, -1, new int[0], new int[0][]));
	}

	State state(State.Key key) {
		Map<State.Key, State> states = this.cache;
		State known = states.get(key);
		if (known != null) {
			return known;
		}
		if (states.size() >= this.maxStates) {
			states = new ConcurrentHashMap<>();
			this.cache = states;
		}
		// one more class for the end of the text
		State fresh = new State(key, this.program.classes().count() + 1, states);
		State other = states.putIfAbsent(key, fresh);
		return (other != null) ? other : fresh;
	}

	/** Where a class of characters leads that no text has led to. */
	State.Step step(State from, int oneClass) {
		State.Step step = new StepFinder(this, from, oneClass).find();
		// a state of an older cache must not keep a newer one alive, nor the reverse
		if (from.cache == step.to().cache) {
			from.steps[oneClass] = step;
		}
		return step;
	}

	/** The pattern of the earliest match that may be going on. */
	String firstPattern(State state) {
		for (int[] group : state.key.groups()) {
			if (group.length > 0) {
				return this.program.patterns().get(this.program.owner(group[0])).name();
			}
		}
		throw new IllegalStateException("no match is going on");
	}

}
