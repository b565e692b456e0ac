package dev.tollgate.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Sets the {@link CallLimit} by what is the gateway's own load: how late its event loops
 * are and how much of the direct memory is in use. How long calls take says nothing of
 * it: that is the providers' time.
 */
@Component
final class OverloadWatch implements InitializingBean {

	private static final Log logger = LogFactory.getLog(OverloadWatch.class);

	private final CallLimit limit;

	private final OverloadProperties properties;

	private final LoopResources loops;

	private final List<LoopDelay> delays = new ArrayList<>();

	private int looks;

	private boolean overloaded;

	OverloadWatch(CallLimit limit, OverloadProperties properties, LoopResources loops) {
		this.limit = limit;
		this.properties = properties;
		this.loops = loops;
	}

	@Override
	public void afterPropertiesSet() {
		long period = LoopDelay.PERIOD.toNanos();
		EventLoopGroup loops = this.loops.onServer(LoopResources.DEFAULT_NATIVE);
		for (EventExecutor loop : loops) {
			LoopDelay delay = new LoopDelay(System::nanoTime);
			this.delays.add(delay);
			var _ = loop.scheduleWithFixedDelay(delay, period, period, TimeUnit.NANOSECONDS);
		}
		var _ = loops.next().scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
	}

	private void look() {
		boolean decides = ++this.looks % (LoopDelay.INTERVAL.toNanos() / LoopDelay.PERIOD.toNanos()) == 0;
		look(decides, delayNanos(), PlatformDependent.usedDirectMemory(), PlatformDependent.maxDirectMemory());
	}

	private long delayNanos() {
		long most = 0;
		for (LoopDelay delay : this.delays) {
			most = Math.max(most, delay.nanos());
		}
		return most;
	}

	/**
	 * Sets the limit. Memory has no time to lose; the delay is told anew once an
	 * interval.
	 */
	void look(boolean decides, long delayNanos, long directMemory, long maxDirectMemory) {
		boolean full = directMemory > maxDirectMemory / 100 * this.properties.maxDirectMemory();
		if (!full && !decides) {
			return;
		}
		boolean overloaded = false;
		if (full || delayNanos > this.properties.targetDelay().toNanos()) {
			overloaded = this.limit.shrink();
		}
		else {
			this.limit.grow();
		}
		if (overloaded && !this.overloaded) {
			// a line as it begins; then the metrics tell
			logger.warn("The gateway is overloaded with " + this.limit.inFlight() + " calls in flight: its loops are "
					+ TimeUnit.NANOSECONDS.toMillis(delayNanos) + " ms late, " + directMemory
					+ " bytes of direct memory are in use");
		}
		this.overloaded = overloaded;
	}

}
