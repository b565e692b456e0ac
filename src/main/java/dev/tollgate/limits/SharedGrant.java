package dev.tollgate.limits;

import dev.tollgate.chat.RateLimits;
import dev.tollgate.limits.OutageSlices.Slice;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What was given of limits that several gateways share.
 */
final class SharedGrant extends Grant {

	private final SharedGrants grants;

	private final SharedClaim claim;

	/** The same, as this gateway counts it for the case that Redis goes away. */
	private final Grant noted;

	/** When tokens were taken by Redis's clock, or null if it was not asked. */
	private final @Nullable Long takenAt;

	/** What it was taken from while Redis was away, or null. */
	private final @Nullable Slice slice;

	/** When Redis was told of it last, by {@link System#nanoTime()}. */
	private volatile long told = System.nanoTime();

	/** Whether Redis was told of it at all. */
	private volatile boolean known;

	private SharedGrant(SharedGrants grants, SharedClaim claim, @Nullable RateLimits limits, Usd held, Grant noted,
			@Nullable Long takenAt, @Nullable Slice slice) {
		super(limits, held);
		this.grants = grants;
		this.claim = claim;
		this.noted = noted;
		this.takenAt = takenAt;
		this.slice = slice;
		this.known = takenAt != null;
	}

	/** What Redis has given. */
	static SharedGrant given(SharedGrants grants, SharedClaim claim, @Nullable RateLimits limits, Usd held, Grant noted,
			long takenAt) {
		return new SharedGrant(grants, claim, limits, held, noted, takenAt, null);
	}

	/** What this gateway has given on its own. */
	static SharedGrant alone(SharedGrants grants, SharedClaim claim, Usd held, Grant noted, @Nullable Slice slice) {
		return new SharedGrant(grants, claim, noted.limits(), held, noted, null, slice);
	}

	SharedClaim claim() {
		return this.claim;
	}

	/** Whether Redis was asked for it. */
	boolean isShared() {
		return this.takenAt != null;
	}

	@Nullable Long takenAt() {
		return this.takenAt;
	}

	/** Whether it is time to tell Redis of it, again or for the first time. */
	boolean isDue(long nanos) {
		return !this.known || System.nanoTime() - this.told > nanos;
	}

	void toldNow() {
		this.told = System.nanoTime();
		this.known = true;
	}

	@Override
	void give(Usd spent, long tokens) {
		this.noted.end(spent, tokens);
		if (this.slice != null) {
			this.slice.release(held(), spent);
		}
		this.grants.end(this, spent, tokens);
	}

}
