package dev.tollgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * Fails the tests of a class after which a leaked buffer came to light, be it its own or
 * that of one before; the records of the buffer tell. After the last class the garbage is
 * collected and looked through once more.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {

	private static final int LOOKS = 20;

	private static final long BETWEEN_LOOKS_NANOS = 50_000_000;

	/**
	 * Has the end of all tests looked at.
	 * @param context of a class
	 */
	@Override
	public void beforeAll(ExtensionContext context) {
		context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(NoLeaks.class))
			.computeIfAbsent(NoLeaks.class, (key) -> (AutoCloseable) NoLeaks::collect, AutoCloseable.class);
	}

	/**
	 * Fails if there is a leak.
	 * @param context of a class
	 */
	@Override
	public void afterAll(ExtensionContext context) {
		check();
	}

	private static void collect() {

		for (int look = 0; look < LOOKS && LeakDetector.leaks().isEmpty(); look++) {
			System.gc();
			// the collector tells in its own time, and Netty looks when it allocates
			LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
			PooledByteBufAllocator.DEFAULT.directBuffer().release();
		}
		check();
	}

	private static void check() {
		List<String> leaks = new ArrayList<>();
		for (String leak = LeakDetector.leaks().poll(); leak != null; leak = LeakDetector.leaks().poll()) {
			leaks.add(leak);
		}
		if (!leaks.isEmpty()) {
			throw new AssertionError(leaks.size() + " leaked: " + String.join("\n", leaks));
		}
	}

}
