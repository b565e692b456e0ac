package dev.tollgate.policy.text;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * All that matters of the text read so far: the places of the program in which a match
 * that has begun may be, grouped by where it began, the earliest first. Where that was
 * the cursor keeps, so that finitely many states serve texts of any length.
 */
final class State {

	final Key key;

	/** How many groups there are. */
	final int groups;

	/** The group of which a match ends here, or -1. */
	final int found;

	/** A match was found and nothing can replace it any more. */
	final boolean settled;

	/** By class of characters. Races are harmless: steps are immutable and equal. */
	final @Nullable Step[] steps;

	/** The cache that holds this state, and alone may be held by it. */
	final Object cache;

	State(Key key, int classes, Object cache) {
		this.key = key;
		this.groups = key.groups().length;
		this.found = key.found();
		this.settled = key.matched() && Arrays.stream(key.groups()).allMatch((group) -> group.length == 0);
		this.steps = new @Nullable Step[classes];
		this.cache = cache;
	}

	/** What a state is: two that agree in it are one. */
	record Key(Assertion.Neighbour before, boolean matched, int found, int[] patterns, int[][] groups) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Key that && this.before == that.before && this.matched == that.matched
					&& this.found == that.found && Arrays.equals(this.patterns, that.patterns)
					&& Arrays.deepEquals(this.groups, that.groups);
		}

		@Override
		public int hashCode() {
			int hash = 31 * this.before.ordinal() + (this.matched ? 1 : 0);
			hash = 31 * hash + this.found;
			hash = 31 * hash + Arrays.hashCode(this.patterns);
			return 31 * hash + Arrays.deepHashCode(this.groups);
		}

	}

	/**
	 * Where a class of characters leads.
	 *
	 * @param to the next state
	 * @param sources by group of the next state, the group of this one that it comes
	 * from, or -1 for a match that begins with the character; null if each is the same
	 * @param found the group of this state of which a match turns out to end before the
	 * character, or -1
	 * @param patterns whose match that is
	 */
	record Step(State to, int @Nullable [] sources, int found, int[] patterns) {
	}

}
