package dev.tollgate.springai;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for a value on a thread that may, for Spring AI's interfaces that give one.
 */
public final class Await {

	private Await() {
	}

	/**
	 * Waits. What is waited for is observed below whatever this thread is observed as.
	 * @param value what is waited for; an interrupt ends it
	 * @param <T> the type of the value
	 * @return the value, or null if there is none
	 * @throws IllegalStateException on a thread that must not wait, such as an event loop
	 * @throws CancellationException if the thread is interrupted
	 */
	public static <T> @Nullable T value(Mono<T> value) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("This would wait, which the thread " + Thread.currentThread().getName()
					+ " must not: use stream(), or another thread");
		}
		CompletableFuture<@Nullable T> future = value.contextCapture().toFuture();
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
			throw new CancellationException("The thread was interrupted while it waited");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

}
