package dev.tollgate.provider;

import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.GatewayException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the open calls of one event loop a few times a second, so that a call needs
 * no timers of its own: scheduling and cancelling those would cost more than the call's
 * own bookkeeping.
 */
public final class CallWatch implements Runnable {

	private static final Log logger = LogFactory.getLog(CallWatch.class);

	private static final long INTERVAL_MILLIS = 100;

	private static final FastThreadLocal<CallWatch> OF_LOOP = new FastThreadLocal<>();

	private @Nullable Watched first;

	/** What all calls of the loop end with, once the gateway ends. */
	private @Nullable GatewayException end;

	private CallWatch() {
	}

	/**
	 * The watch of an event loop, asked for on that loop.
	 * @param loop the event loop
	 * @return its watch
	 */
	public static CallWatch of(EventLoop loop) {
		CallWatch watch = OF_LOOP.get();
		if (watch == null) {
			watch = new CallWatch();
			OF_LOOP.set(watch);
			var _ = loop.scheduleAtFixedRate(watch, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
		return watch;
	}

	/** Ends all calls of the loop, and those that begin later; null takes it back. */
	void end(@Nullable GatewayException cause) {
		this.end = cause;
	}

	/**
	 * What no further call is to begin for.
	 * @return why the gateway ends, or null while it does not
	 */
	public @Nullable GatewayException end() {
		return this.end;
	}

	/**
	 * Looks after a call from now on.
	 * @param call the call
	 */
	public void add(Watched call) {
		call.next = this.first;
		if (this.first != null) {
			this.first.previous = call;
		}
		this.first = call;
		call.watch = this;
	}

	private void remove(Watched call) {
		if (call.previous != null) {
			call.previous.next = call.next;
		}
		else {
			this.first = call.next;
		}
		if (call.next != null) {
			call.next.previous = call.previous;
		}
	}

	@Override
	public void run() {
		long now = System.nanoTime();
		Watched call = this.first;
		while (call != null) {
			// what the look brings about may remove the call, or its neighbours
			Watched next = call.next;
			try {
				if (this.end != null) {
					call.end(this.end);
				}
				else {
					call.look(now);
				}
			}
			catch (RuntimeException ex) {
				// thrown further, it would end the watch over all the others
				logger.error("A look after a call failed", ex);
			}
			call = next;
		}
	}

	/** A call that is looked after from {@link #add} until {@link #unwatch}. */
	public abstract static class Watched {

		private @Nullable CallWatch watch;

		private @Nullable Watched previous;

		private @Nullable Watched next;

		/**
		 * Looks whether something is due; called on the event loop.
		 * @param now the time by {@link System#nanoTime()}
		 */
		protected abstract void look(long now);

		/**
		 * Ends with a failure, unless it has ended; called again until then.
		 * @param cause the failure
		 */
		protected abstract void end(GatewayException cause);

		/** Ends the looks; to be called on the event loop. */
		protected final void unwatch() {
			if (this.watch != null) {
				this.watch.remove(this);
				this.watch = null;
				this.previous = null;
			}
		}

	}

}
