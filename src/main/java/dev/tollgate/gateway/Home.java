package dev.tollgate.gateway;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.provider.CallWatch;
import io.netty.channel.EventLoop;
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

	/**
	 * Goes on after something came from elsewhere, whose thread has other things to do.
	 */
	void resume(Runnable task) {
		if (this.loop != null) {
			this.loop.execute(task);
		}
		else {
			var _ = Schedulers.parallel().schedule(task);
		}
	}

	/**
	 * Does something after a pause.
	 * @param then what is done
	 * @param nanos how long the pause is, or a tenth of a second more
	 * @param ended told instead if the gateway ends before
	 * @return what ends the pause without anything being done
	 */
	Disposable pause(Runnable then, long nanos, Consumer<GatewayException> ended) {
		if (this.loop == null) {
			return Schedulers.parallel().schedule(then, nanos, TimeUnit.NANOSECONDS);
		}
		Pause pause = new Pause(this, System.nanoTime() + nanos, then, ended);
		if (this.loop.inEventLoop()) {
			CallWatch.of(this.loop).add(pause);
		}
		else {
			this.loop.execute(() -> CallWatch.of(this.loop).add(pause));
		}
		return pause;
	}

	/** Has a stream looked after, if there is somebody to do so. */
	@Nullable CallerStream watch(CallerStream stream) {
		if (this.loop == null) {
			return null;
		}
		CallWatch.of(this.loop).add(stream);
		return stream;
	}

	/** A pause that ends when it is over, when the gateway ends, or when nobody waits. */
	private static final class Pause extends CallWatch.Watched implements Disposable {

		private final Home home;

		private final long end;

		private final Runnable then;

		private final Consumer<GatewayException> ended;

		Pause(Home home, long end, Runnable then, Consumer<GatewayException> ended) {
			this.home = home;
			this.end = end;
			this.then = then;
			this.ended = ended;
		}

		@Override
		protected void look(long now) {
			if (now - this.end >= 0) {
				unwatch();
				this.then.run();
			}
		}

		@Override
		protected void end(GatewayException cause) {
			unwatch();
			this.ended.accept(cause);
		}

		@Override
		public void dispose() {
			if (this.home.isHere()) {
				unwatch();
			}
			else {
				this.home.execute(this::unwatch);
			}
		}

	}

}
