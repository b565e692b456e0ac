package dev.tollgate.policy.text;

import java.util.List;

/**
 * What an expression says.
 */
sealed interface Syntax {

	/** No upper bound of a repetition. */
	int UNBOUNDED = -1;

	/** Whether the empty text would match, were every assertion true. */
	default boolean matchesEmpty() {
		return switch (this) {
			case OneOf _ -> false;
			case Look _ -> true;
			case Sequence sequence -> sequence.parts().stream().allMatch(Syntax::matchesEmpty);
			case Choice choice -> choice.parts().stream().anyMatch(Syntax::matchesEmpty);
			case Repeat repeat -> repeat.min() == 0 || repeat.part().matchesEmpty();
		};
	}

	record OneOf(CharSet set) implements Syntax {
	}

	record Look(Assertion assertion) implements Syntax {
	}

	record Sequence(List<Syntax> parts) implements Syntax {
	}

	record Choice(List<Syntax> parts) implements Syntax {
	}

	record Repeat(Syntax part, int min, int max) implements Syntax {
	}

}
