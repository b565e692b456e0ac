package dev.tollgate.policy.text;

/**
 * A step of the machine that looks for the patterns; targets are places in its program.
 */
sealed interface Instruction {

	/** Reads one character of a set. */
	record Read(CharSet set, int target) implements Instruction {
	}

	/** Reads one character of several sets that do not overlap: a node of a word tree. */
	record Fork(CharSet[] sets, int[] targets) implements Instruction {
	}

	/** Goes on at each of several places; a loop's are filled in later. */
	record Branch(int[] targets) implements Instruction {
	}

	/** Goes on if something is true of the place in the text. */
	record Look(Assertion assertion, int target) implements Instruction {
	}

	/** A match ends here. */
	record Found(int pattern) implements Instruction {
	}

}
