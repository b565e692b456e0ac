package dev.tollgate.gateway;

import java.util.concurrent.TimeUnit;

import dev.tollgate.provider.CallWatch;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.ThreadExecutorMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * The thread on which a request lives, where that is an event loop: its connections are
 * there, so what is done later is done there, too.
 *
 * @param loop the event loop, or null for a request that came from elsewhere
 */
record Home(@Nullable EventLoop loop) {

	static Home ofThisThread() {
		return new Home((ThreadExecutorMap.currentExecutor() instanceof EventLoop loop) ? loop : null);
	}

	/** Whether this is the thread. */
	boolean isHere() {
		return this.loop == null || this.loop.inEventLoop();
	}

	void execute(Runnable task) {
		if (this.loop != null) {
			this.loop.execute(task);
		}
		else {
			task.run();
		}
	}

	Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		if (this.loop == null) {
			return Schedulers.parallel().schedule(task, delay, unit);
		}
		Future<?> scheduled = this.loop.schedule(task, delay, unit);
		return () -> scheduled.cancel(false);
	}

	/** Has a stream looked after, if there is somebody to do so. */
	@Nullable CallerStream watch(CallerStream stream) {
		if (this.loop == null) {
			return null;
		}
		CallWatch.of(this.loop).add(stream);
		return stream;
	}

}
