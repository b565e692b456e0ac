package dev.tollgate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.limits.CallLimit;
import dev.tollgate.provider.RunningCalls;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets the calls that run go on when the gateway is told to end, and ends what still runs
 * when their time is over. It stops side by side with the web server, which takes no new
 * connection meanwhile, and waits until all calls have been answered.
 */
@Component
final class GracefulStop implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(GracefulStop.class);

	private static final long INTERVAL_MILLIS = 50;

	private final Duration drain;

	private final CallLimit limit;

	private final RunningCalls calls;

	private final LoopResources loops;

	private volatile boolean running;

	GracefulStop(ShutdownProperties properties,
			@Value("${" + ShutdownProperties.PHASE_TIMEOUT + ":30s}") Duration phaseTimeout, CallLimit limit,
			RunningCalls calls, LoopResources loops) {
		properties.checkFits(phaseTimeout);
		this.drain = properties.drain();
		this.limit = limit;
		this.calls = calls;
		this.loops = loops;
	}

	@Override
	public void start() {
		this.limit.open();
		this.calls.resume();
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
			// nobody waits
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		Draining draining = new Draining(callback);
		draining.look = this.loops.onServer(LoopResources.DEFAULT_NATIVE)
			.next()
			.scheduleWithFixedDelay(draining, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	/** The time between the word to end and the end of the last call. */
	private final class Draining implements Runnable {

		private final Runnable callback;

		private final long end = System.nanoTime() + GracefulStop.this.drain.toNanos();

		private volatile @Nullable Future<?> look;

		private boolean over;

		Draining(Runnable callback) {
			this.callback = callback;
		}

		@Override
		public void run() {
			Future<?> look = this.look;
			int inFlight = GracefulStop.this.limit.inFlight();
			if (inFlight == 0 && look != null) {
				look.cancel(false);
				this.callback.run();
			}
			else if (!this.over && System.nanoTime() - this.end >= 0) {
				this.over = true;
				logger.info("Ending " + inFlight + " calls that still run after " + GracefulStop.this.drain.toMillis()
						+ " ms");
				GracefulStop.this.limit.close();
				GracefulStop.this.calls.end(new Unavailable("The gateway is shutting down", "shutting_down"));
			}
		}

	}

}
