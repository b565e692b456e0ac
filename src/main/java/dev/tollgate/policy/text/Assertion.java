package dev.tollgate.policy.text;

/**
 * What must be true of the place between two characters.
 */
enum Assertion {

	TEXT_START, TEXT_END, WORD_BOUNDARY, NO_WORD_BOUNDARY;

	boolean holds(Neighbour before, Neighbour after) {
		return switch (this) {
			case TEXT_START -> before == Neighbour.NONE;
			case TEXT_END -> after == Neighbour.NONE;
			case WORD_BOUNDARY -> (before == Neighbour.WORD) != (after == Neighbour.WORD);
			case NO_WORD_BOUNDARY -> (before == Neighbour.WORD) == (after == Neighbour.WORD);
		};
	}

	/** What stands beside a place. */
	enum Neighbour {

		NONE, OTHER, WORD

	}

}
