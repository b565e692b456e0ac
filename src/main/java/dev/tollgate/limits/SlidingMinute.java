package dev.tollgate.limits;

import java.util.Arrays;

/**
 * Counts what was taken in the last minute, by the second: what was taken in one counts
 * until sixty whole seconds have passed since its end. So in no minute, wherever it
 * begins, is more taken than was allowed. Not for several threads at once.
 */
final class SlidingMinute {

	/** The sixty seconds that have passed, and the one that is passing. */
	static final int SECONDS = 61;

	private final long[] slots = new long[SECONDS];

	private long now = Long.MIN_VALUE;

	private long total;

	/** Time goes on; to a second that is past, it does not. */
	void advance(long second) {
		if (second <= this.now) {
			return;
		}
		if (this.now == Long.MIN_VALUE || second - this.now >= SECONDS) {
			Arrays.fill(this.slots, 0);
			this.total = 0;
		}
		else {
			for (long passing = this.now + 1; passing <= second; passing++) {
				int slot = slot(passing);
				this.total -= this.slots[slot];
				this.slots[slot] = 0;
			}
		}
		this.now = second;
	}

	private static int slot(long second) {
		return (int) Math.floorMod(second, (long) SECONDS);
	}

	long total() {
		return this.total;
	}

	/** Takes something in the present second. */
	void take(long amount) {
		this.slots[slot(this.now)] += amount;
		this.total += amount;
	}

	/**
	 * Gives something back that was taken too much; what does not count any more is
	 * forgotten.
	 * @param second when it was taken
	 * @param amount how much, no more than was taken then
	 */
	void giveBack(long second, long amount) {
		if (this.now - second < SECONDS) {
			this.slots[slot(second)] -= amount;
			this.total -= amount;
		}
	}

	/**
	 * In how many seconds there is room.
	 * @param limit how much may be taken in a minute
	 * @param amount how much is wanted, no more than that
	 * @return zero if there is room now
	 */
	int secondsUntil(long limit, long amount) {
		long left = this.total;
		int seconds = 0;
		for (long second = this.now - SECONDS + 1; left + amount > limit && second <= this.now; second++) {
			left -= this.slots[slot(second)];
			seconds = (int) (second + SECONDS - this.now);
		}
		return seconds;
	}

	/** In how many seconds nothing of what was taken counts any more. */
	int secondsUntilEmpty() {
		return secondsUntil(0, 0);
	}

}
