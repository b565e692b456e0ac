package dev.tollgate.api;

/**
 * What a connection waits for, and for how long it has.
 */
final class Waiting {

	/**
	 * How long a caller whose call has had its last answer may be silent, and may send at
	 * all, before the connection ends: closed at once, what still comes would have it
	 * reset, and the answer would be lost on the way.
	 */
	private static final long LINGER_QUIET_MILLIS = 1000;

	private static final long LINGER_MILLIS = 5000;

	private final ServerLimits limits;

	private Phase phase = Phase.IDLE;

	private long millis;

	private long quietMillis;

	private long bytes;

	private boolean arrived;

	Waiting(ServerLimits limits) {
		this.limits = limits;
	}

	void begin(Phase phase) {
		this.phase = phase;
		this.millis = 0;
		this.quietMillis = 0;
		this.bytes = 0;
	}

	boolean isFor(Phase phase) {
		return this.phase == phase;
	}

	boolean isEnding() {
		return this.phase == Phase.ABORTED || this.phase == Phase.LINGERING;
	}

	void arrived(int bytes) {
		this.arrived = true;
		this.bytes += bytes;
	}

	/**
	 * Counts on.
	 * @param elapsedMillis since the last time
	 * @param reading whether the gateway asks for bytes, so that silence is the caller's
	 * @param writing whether it has bytes of an answer to write
	 * @return whether it has waited long enough
	 */
	boolean isOver(long elapsedMillis, boolean reading, boolean writing) {
		boolean arrived = this.arrived;
		this.arrived = false;
		if ((this.phase == Phase.IDLE) ? writing : (this.phase == Phase.BODY && !reading && !arrived)) {
			return false;
		}
		this.millis += elapsedMillis;
		this.quietMillis = arrived ? 0 : this.quietMillis + elapsedMillis;
		return switch (this.phase) {
			case IDLE -> this.limits.isIdle(this.millis);
			case HEAD -> this.limits.headIsLate(this.millis);
			case BODY -> this.limits.bodyIsLate(this.millis, this.quietMillis, this.bytes);
			// as long as the answer takes: the call has limits of its own
			case ANSWER -> false;
			case ABORTED, LINGERING -> this.quietMillis >= LINGER_QUIET_MILLIS || this.millis >= LINGER_MILLIS;
		};
	}

	/** What a connection waits for. */
	enum Phase {

		/** For a request. */
		IDLE,
		/** For the rest of a request's head. */
		HEAD,
		/** For the rest of its body. */
		BODY,
		/** For the gateway. */
		ANSWER,
		/** For the answer that the body's end will not change. */
		ABORTED,
		/** For the caller to take the last answer. */
		LINGERING

	}

}
