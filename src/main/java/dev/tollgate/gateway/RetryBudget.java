package dev.tollgate.gateway;

/**
 * Bounds the further attempts of a route by the number of its requests, so that a failing
 * provider is not called more often than a healthy one: what each layer adds by itself
 * would be a storm.
 */
final class RetryBudget {

	private static final int SECONDS = 10;

	private final double ratio;

	private final int floor;

	private final int[] requests = new int[SECONDS];

	private final int[] retries = new int[SECONDS];

	/** The second that was counted last. */
	private long second = Long.MIN_VALUE / 2;

	RetryBudget(double ratio, int floor) {
		this.ratio = ratio;
		this.floor = floor;
	}

	/** Counts a request. */
	synchronized void request(long nanos) {
		this.requests[at(nanos)]++;
	}

	/** Takes a further attempt, if there is one left within the last ten seconds. */
	synchronized boolean retry(long nanos) {
		int at = at(nanos);
		int asked = 0;
		int repeated = 0;
		for (int i = 0; i < SECONDS; i++) {
			asked += this.requests[i];
			repeated += this.retries[i];
		}
		if (repeated + 1 > Math.max(this.floor, (int) (asked * this.ratio))) {
			return false;
		}
		this.retries[at]++;
		return true;
	}

	/** Gives a further attempt back that was not made. */
	synchronized void giveBack(long nanos) {
		int at = at(nanos);
		this.retries[at] = Math.max(0, this.retries[at] - 1);
	}

	private int at(long nanos) {
		long now = Math.floorDiv(nanos, 1_000_000_000L);
		// nanoTime may be anything, but it goes on; after a long pause all is forgotten
		for (long next = Math.max(this.second + 1, now - SECONDS + 1); next <= now; next++) {
			int index = Math.floorMod(next, SECONDS);
			this.requests[index] = 0;
			this.retries[index] = 0;
		}
		this.second = Math.max(this.second, now);
		return Math.floorMod(this.second, SECONDS);
	}

}
