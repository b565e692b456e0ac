package dev.tollgate.gateway;

import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.limits.Grant;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What the budgets of a caller have set aside for one call with all its attempts. An
 * attempt is made only if what it may cost fits into what is left of that, so that
 * retries cannot overspend either.
 */
final class CallHold {

	/** Of callers without budgets, whom nothing holds back. */
	static final CallHold NONE = new CallHold(null, false);

	private final @Nullable Grant grant;

	/** Whether it is given back with the call, rather than with the request. */
	private final boolean ofTheCall;

	private Usd billed = Usd.ZERO;

	private CallHold(@Nullable Grant grant, boolean ofTheCall) {
		this.grant = grant;
		this.ofTheCall = ofTheCall;
	}

	/** What was held with the request, of which this is the only call. */
	static CallHold ofRequest(Grant grant) {
		return new CallHold(grant, false);
	}

	/** What was held for one of perhaps several calls of a request. */
	static CallHold ofCall(Grant grant) {
		return new CallHold(grant, true);
	}

	/**
	 * Refuses an attempt that may cost more than is left.
	 * @param ceiling what it may cost, or null if it has no price
	 * @throws BudgetExceeded if it may
	 */
	synchronized void check(@Nullable Usd ceiling) {
		if (this.grant == null || ceiling == null) {
			return;
		}
		long left = this.grant.held().pico() - this.billed.pico();
		if (ceiling.pico() > left) {
			throw new BudgetExceeded("What is held of the budget does not suffice for another attempt");
		}
	}

	/** An attempt has cost so much. */
	synchronized void billed(Usd cost) {
		if (this.grant != null) {
			this.billed = this.billed.plus(cost);
		}
	}

	/** The call is over. */
	synchronized void end() {
		if (this.grant != null && this.ofTheCall) {
			this.grant.end(this.billed, 0);
		}
	}

}
