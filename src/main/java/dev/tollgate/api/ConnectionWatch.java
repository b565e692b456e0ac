package dev.tollgate.api;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the callers' connections of one event loop a few times a second. So no
 * request schedules, cancels or even reads a clock: what happens on a connection is noted
 * there, and how long it took is counted in looks.
 */
final class ConnectionWatch implements Runnable {

	static final long INTERVAL_MILLIS = 250;

	private static final Log logger = LogFactory.getLog(ConnectionWatch.class);

	private static final FastThreadLocal<ConnectionWatch> OF_LOOP = new FastThreadLocal<>();

	private @Nullable Watched first;

	private long last = System.nanoTime();

	private ConnectionWatch() {
	}

	/** The watch of an event loop, asked for on that loop. */
	static ConnectionWatch of(EventLoop loop) {
		ConnectionWatch watch = OF_LOOP.get();
		if (watch == null) {
			watch = new ConnectionWatch();
			OF_LOOP.set(watch);
			var _ = loop.scheduleWithFixedDelay(watch, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
		return watch;
	}

	void add(Watched connection) {
		connection.next = this.first;
		if (this.first != null) {
			this.first.previous = connection;
		}
		this.first = connection;
	}

	void remove(Watched connection) {
		if (connection.previous != null) {
			connection.previous.next = connection.next;
		}
		else if (this.first == connection) {
			this.first = connection.next;
		}
		if (connection.next != null) {
			connection.next.previous = connection.previous;
		}
		connection.previous = null;
	}

	@Override
	public void run() {
		long now = System.nanoTime();
		// a process that slept, or a loop that is late, is not the callers' fault
		long elapsed = Math.min(TimeUnit.NANOSECONDS.toMillis(now - this.last), 2 * INTERVAL_MILLIS);
		this.last = now;
		Watched connection = this.first;
		while (connection != null) {
			// the look may end the connection
			Watched next = connection.next;
			try {
				connection.look(elapsed);
			}
			catch (RuntimeException ex) {
				// thrown further, it would end the watch over all the others
				logger.error("A look after a connection failed", ex);
			}
			connection = next;
		}
	}

	/** A connection that is looked after. */
	interface Look {

		/** Looks whether something is due; called on the event loop. */
		void look(long elapsedMillis);

	}

	/** The place of a connection in the watch's list. */
	static final class Watched {

		private final Look look;

		private @Nullable Watched previous;

		private @Nullable Watched next;

		Watched(Look look) {
			this.look = look;
		}

		private void look(long elapsedMillis) {
			this.look.look(elapsedMillis);
		}

	}

}
