package dev.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A loopback port in front of another one, on which the network fails as a test says.
 */
public final class TcpProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final AtomicLong ends = new AtomicLong();

	private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition restored = this.lock.newCondition();

	/** Guarded by the lock. */
	private boolean frozen;

	/** Guarded by the lock. */
	private Duration delay = Duration.ZERO;

	private volatile boolean cut;

	private volatile int target;

	/**
	 * Opens a proxy.
	 * @param target the loopback port that it stands for
	 */
	public TcpProxy(int target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	/**
	 * Where it listens.
	 * @return a loopback port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Sends later connections elsewhere.
	 * @param target the loopback port that it stands for from now on
	 */
	public void target(int target) {
		this.target = target;
	}

	/** Resets all connections, and every new one at once, until it is restored. */
	public void cut() {
		this.cut = true;
		reset();
	}

	/** Resets the connections that there are; new ones work. */
	public void reset() {
		this.links.stream().filter((link) -> !link.abandoned).forEach(Link::reset);
	}

	/**
	 * Resets the first connection on which so many bytes have passed from now on, in
	 * either direction: the last of them arrive, and what would follow them does not.
	 * @param bytes how many
	 */
	public void resetAfter(long bytes) {
		this.trap.set(new Trap(bytes, Link::reset));
	}

	/**
	 * Forgets a connection, as {@link #resetAfter} resets one: as with a router that lost
	 * its state, it stays open for both sides, and nothing passes any more.
	 * @param bytes how many
	 */
	public void abandonAfter(long bytes) {
		this.trap.set(new Trap(bytes, (link) -> link.abandoned = true));
	}

	/**
	 * How often {@link #resetAfter} or {@link #abandonAfter} has done its work.
	 * @return how often
	 */
	public long ends() {
		return this.ends.get();
	}

	/** Lets nothing move and nothing close, until it is restored. */
	public void freeze() {
		set(true, Duration.ZERO);
	}

	/**
	 * Makes every packet late, until it is restored.
	 * @param delay how late
	 */
	public void slow(Duration delay) {
		set(false, delay);
	}

	/** Lets everything pass again. */
	public void restore() {
		this.cut = false;
		this.trap.set(null);
		set(false, Duration.ZERO);
	}

	private void set(boolean frozen, Duration delay) {
		this.lock.lock();
		try {
			this.frozen = frozen;
			this.delay = delay;
			this.restored.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits as long as nothing is to pass. */
	private void pass() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.frozen) {
				this.restored.await();
			}
			long left = this.delay.toNanos();
			while (left > 0 && !this.delay.isZero()) {
				left = this.restored.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket near = this.listener.accept();
				Thread.ofVirtual().start(() -> connect(near));
			}
			catch (IOException ex) {
				// closed: the test is over
				return;
			}
		}
	}

	private void connect(Socket near) {
		Link link = new Link(near, new Socket());
		try {
			pass();
			if (this.cut) {
				throw new IOException("cut");
			}
			link.far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target), 5000);
			this.links.add(link);
			if (this.cut) {
				throw new IOException("cut meanwhile");
			}
			Thread.ofVirtual().start(() -> link.pump(near, link.far));
			link.pump(link.far, near);
		}
		catch (IOException ex) {
			link.reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		restore();
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.links.forEach(Link::reset);
	}

	/** A connection and its continuation. */
	private final class Link {

		private final Socket near;

		private final Socket far;

		private volatile boolean abandoned;

		Link(Socket near, Socket far) {
			this.near = near;
			this.far = far;
		}

		void pump(Socket from, Socket to) {
			byte[] bytes = new byte[8192];
			try {
				int count = from.getInputStream().read(bytes);
				while (count >= 0) {
					pass();
					if (!this.abandoned) {
						to.getOutputStream().write(bytes, 0, count);
						count(count);
					}
					count = from.getInputStream().read(bytes);
				}
				pass();
				if (!this.abandoned) {
					close();
				}
			}
			catch (IOException ex) {
				if (!this.abandoned) {
					reset();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void count(int bytes) {
			Trap trap = TcpProxy.this.trap.get();
			if (trap != null && trap.passed.merge(this, (long) bytes, Long::sum) >= trap.bytes
					&& TcpProxy.this.trap.compareAndSet(trap, null)) {
				trap.end.accept(this);
				TcpProxy.this.ends.incrementAndGet();
			}
		}

		/** As a process that is killed closes its connections. */
		void reset() {
			try {
				this.near.setSoLinger(true, 0);
				this.far.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// one is closed already, and the other one has nothing left to say
			}
			close();
		}

		private void close() {
			TcpProxy.this.links.remove(this);
			try {
				this.near.close();
				this.far.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/** What happens to the first connection on which so many bytes pass. */
	private static final class Trap {

		private final Map<Link, Long> passed = new ConcurrentHashMap<>();

		private final long bytes;

		private final Consumer<Link> end;

		Trap(long bytes, Consumer<Link> end) {
			this.bytes = bytes;
			this.end = end;
		}

	}

}
