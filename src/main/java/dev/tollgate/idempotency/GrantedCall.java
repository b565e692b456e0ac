package dev.tollgate.idempotency;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.idempotency.IdempotencyStore.Ownership;

/**
 * The one call that has a key: it is to be made, and then to say what became of it, once.
 */
public final class GrantedCall implements Claim {

	private final IdempotencyKeys keys;

	private final Ownership ownership;

	private final Recording recording;

	GrantedCall(IdempotencyKeys keys, Ownership ownership, Recording recording) {
		this.keys = keys;
		this.ownership = ownership;
		this.recording = recording;
	}

	Ownership ownership() {
		return this.ownership;
	}

	/**
	 * Where the body of the answer is put.
	 * @return the recording
	 */
	public Recording recording() {
		return this.recording;
	}

	/**
	 * Keeps the answer whose body was recorded, or, if it was too large, that there was
	 * one.
	 * @param status its HTTP status
	 * @param headers its headers, by their names in lower case
	 * @return what completes when it is kept, or when that takes too long to wait for;
	 * never with a failure
	 */
	public CompletableFuture<Void> keep(int status, Map<String, String> headers) {
		return this.keys.keep(this, status, headers);
	}

	/**
	 * Gives the key back, so that the call can be repeated.
	 * @return what completes when it is given back, or when that takes too long to wait
	 * for; never with a failure
	 */
	public CompletableFuture<Void> release() {
		return this.keys.release(this);
	}

}
