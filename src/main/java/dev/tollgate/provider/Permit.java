package dev.tollgate.provider;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.tollgate.chat.GatewayException;

/**
 * Leave to call a provider once, with one of the gateway's keys there. It ends with the
 * call, or is given back where no call comes of it; to end it again does nothing.
 */
public final class Permit implements Admission {

	private static final int FRESH = 0;

	/** The provider's answer began well, which is told already. */
	private static final int BEGUN = 1;

	private static final int OVER = 2;

	private static final AtomicIntegerFieldUpdater<Permit> STATE = AtomicIntegerFieldUpdater.newUpdater(Permit.class,
			"state");

	private final ProviderKeys keys;

	private final ProviderKey key;

	/** Whether the call tries if the provider is back. */
	private final boolean trial;

	/** Whether the call tries if the key is accepted again. */
	private final boolean doubtful;

	/** Whether it was given although calls failed lately. */
	private final boolean insisted;

	private volatile int state;

	Permit(ProviderKeys keys, ProviderKey key, boolean trial, boolean doubtful) {
		this(keys, key, trial, doubtful, false);
	}

	private Permit(ProviderKeys keys, ProviderKey key, boolean trial, boolean doubtful, boolean insisted) {
		this.keys = keys;
		this.key = key;
		this.trial = trial;
		this.doubtful = doubtful;
		this.insisted = insisted;
	}

	/** One that is given although calls failed lately. */
	static Permit insisted(ProviderKeys keys, ProviderKey key, boolean doubtful) {
		return new Permit(keys, key, false, doubtful, true);
	}

	/**
	 * The key that the provider is shown.
	 * @return the credential
	 */
	public ProviderCredential credential() {
		return this.key.credential();
	}

	/** Notes that the provider has begun to answer as it should. */
	public void begun() {
		if (!STATE.compareAndSet(this, FRESH, BEGUN)) {
			return;
		}
		if (this.insisted) {
			this.key.insisted(this.doubtful, this.keys.now());
		}
		else {
			this.key.succeeded(this.trial, this.doubtful, this.keys.now());
		}
	}

	/** Ends the leave: the provider has answered as it should. */
	public void succeeded() {
		begun();
		if (STATE.getAndSet(this, OVER) != OVER) {
			this.keys.over();
		}
	}

	/**
	 * Ends the leave: the call failed, for whatever reason but the gateway's or the
	 * caller's own.
	 * @param failure why
	 */
	public void failed(GatewayException failure) {
		failed(failure, false);
	}

	/**
	 * The call failed, for whatever reason but the gateway's or the caller's own.
	 * @param connectTimedOut whether no connection could be made in the time for it
	 */
	void failed(GatewayException failure, boolean connectTimedOut) {
		failed(failure, connectTimedOut, false);
	}

	/**
	 * The call failed, for whatever reason but the gateway's or the caller's own.
	 * @param connectTimedOut whether no connection could be made in the time for it
	 * @param reached whether a connection could be made
	 */
	void failed(GatewayException failure, boolean connectTimedOut, boolean reached) {
		int before = STATE.getAndSet(this, OVER);
		if (before != OVER) {
			boolean fresh = before == FRESH;
			this.key.failed(failure, fresh && this.trial, fresh && this.doubtful, connectTimedOut, reached,
					this.keys.now());
			this.keys.over();
		}
	}

	/** Gives the leave back, if it is not used up yet. */
	public void release() {
		int before = STATE.getAndSet(this, OVER);
		if (before == OVER) {
			return;
		}
		if (before == FRESH) {
			this.key.released(this.trial, this.doubtful, this.keys.now());
		}
		this.keys.over();
	}

}
