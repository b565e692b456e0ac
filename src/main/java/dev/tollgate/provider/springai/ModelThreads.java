package dev.tollgate.provider.springai;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The virtual threads on which a provider's chat model runs, each for one call. A model
 * that goes on when its call was given up keeps its thread and nothing else: as many may
 * do so as calls may be under way.
 */
final class ModelThreads {

	/** Whether this is a call of ours, seen by whatever the model does on its thread. */
	private static final ScopedValue<Boolean> IN_CALL = ScopedValue.newInstance();

	private final Thread.Builder builder;

	private final int max;

	private final AtomicInteger running = new AtomicInteger();

	ModelThreads(String provider, int maxConcurrent) {
		this.builder = Thread.ofVirtual().name("spring-ai-" + provider + "-", 0);
		this.max = (int) Math.min(Integer.MAX_VALUE, 2L * maxConcurrent);
	}

	/** Whether the current thread is that of a call. */
	static boolean isCall() {
		return IN_CALL.isBound();
	}

	/** Runs a call, or gives null if too many run that were given up. */
	@Nullable Thread start(Runnable call) {
		if (this.running.incrementAndGet() > this.max) {
			this.running.decrementAndGet();
			return null;
		}
		return this.builder.start(() -> {
			try {
				ScopedValue.where(IN_CALL, true).run(call);
			}
			finally {
				this.running.decrementAndGet();
			}
		});
	}

	/** Runs what does not wait for the model for long, and is not counted. */
	static void run(Runnable task) {
		Thread.ofVirtual().name("spring-ai-aside").start(task);
	}

	/** How many calls run, given up or not. */
	int running() {
		return this.running.get();
	}

}
