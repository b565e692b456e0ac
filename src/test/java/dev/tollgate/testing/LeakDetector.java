package dev.tollgate.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.util.ResourceLeakDetector;

/**
 * Keeps what Netty finds of buffers that nobody released, which it would only log.
 * <p>
 * Netty makes it where the system property {@code io.netty.customResourceLeakDetector}
 * names it.
 *
 * @param <T> what is looked after
 */
public final class LeakDetector<T> extends ResourceLeakDetector<T> {

	private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

	/**
	 * Makes one as Netty asks for it.
	 * @param resource what is looked after
	 * @param samplingInterval one in how many is, by the levels below paranoid
	 */
	public LeakDetector(Class<?> resource, int samplingInterval) {
		super(resource, samplingInterval);
	}

	/**
	 * Makes one as Netty asks for it.
	 * @param resource what is looked after
	 * @param samplingInterval one in how many is, by the levels below paranoid
	 * @param maxActive not used any more
	 */
	public LeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
		this(resource, samplingInterval);
	}

	static Queue<String> leaks() {
		return LEAKS;
	}

	@Override
	protected boolean needReport() {
		return true;
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		LEAKS.add(resourceType + records);
		super.reportTracedLeak(resourceType, records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		LEAKS.add(resourceType);
		super.reportUntracedLeak(resourceType);
	}

}
