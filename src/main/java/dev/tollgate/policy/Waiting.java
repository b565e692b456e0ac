package dev.tollgate.policy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Waits on a thread that may: advisors of calls without a stream run on virtual ones.
 */
final class Waiting {

	private Waiting() {
	}

	/** The value, or null if there is none. An interrupt ends what is waited for. */
	static <T> @Nullable T until(Mono<T> value) {
		CompletableFuture<@Nullable T> future = value.toFuture();
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
			throw new CancellationException("The request was given up");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

}
