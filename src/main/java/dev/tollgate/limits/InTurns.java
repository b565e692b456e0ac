package dev.tollgate.limits;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks many things of Redis a few at a time, as no more than so many may wait for it.
 */
final class InTurns {

	private static final int TURN = 128;

	private InTurns() {
	}

	/**
	 * Does something for each of many.
	 * @param all the many
	 * @param what what is done
	 * @return completes when all is done, or fails with the first that fails
	 */
	static <T> CompletableFuture<Void> each(Collection<T> all, Function<T, CompletableFuture<?>> what) {
		return next(List.copyOf(all).iterator(), what);
	}

	private static <T> CompletableFuture<Void> next(Iterator<T> left, Function<T, CompletableFuture<?>> what) {
		CompletableFuture<?>[] turn = new CompletableFuture<?>[TURN];
		int size = 0;
		while (left.hasNext() && size < TURN) {
			turn[size++] = what.apply(left.next());
		}
		CompletableFuture<Void> done = CompletableFuture.allOf(Arrays.copyOf(turn, size));
		return left.hasNext() ? done.thenCompose((_) -> next(left, what)) : done;
	}

}
