package dev.tollgate.policy;

import java.util.function.Supplier;

/**
 * Errors that Reactor holds for the end of the process, and tells nobody of: a stack that
 * is too deep for an answer, a class that somebody's advisor does not find. Their request
 * is to end like any other that fails.
 */
final class Fatal {

	private Fatal() {
	}

	static <T> T asFailure(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (StackOverflowError | LinkageError ex) {
			throw new IllegalStateException("A policy failed", ex);
		}
	}

}
