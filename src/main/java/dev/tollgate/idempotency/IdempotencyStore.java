package dev.tollgate.idempotency;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Where keys and answers are kept. Its methods block, and throw a
 * {@link org.springframework.dao.DataAccessException} while the store is away.
 */
interface IdempotencyStore {

	/**
	 * Claims a key, if nobody has it: of all who try at the same time one does.
	 * @param claim whose key it is to be
	 * @param fingerprint of what is asked
	 * @param now the present instant
	 * @param until when the claim ends unless it is renewed
	 * @return null if the key was claimed, else what is known of it
	 */
	@Nullable Entry claim(Ownership claim, Fingerprint fingerprint, Instant now, Instant until);

	/** Renews claims whose calls are still under way. */
	void renew(Collection<Ownership> claims, Instant until);

	/** Keeps the answer of a call, if the claim is still its own. */
	void keep(Ownership claim, KeptAnswer answer, Instant until);

	/** Notes that a call was made whose answer is too large to be kept. */
	void keepTooLarge(Ownership claim, Instant until);

	/** Gives a key back whose call came to nothing. */
	void release(Ownership claim);

	/**
	 * Deletes what is over.
	 * @param now the present instant
	 * @param limit how many at most
	 * @return how many were deleted
	 */
	int deleteExpired(Instant now, int limit);

	/**
	 * A key, and the one call that has it.
	 *
	 * @param key the key
	 * @param owner the call
	 */
	record Ownership(IdempotencyKey key, UUID owner) {

		static Ownership of(IdempotencyKey key) {
			return new Ownership(key, UUID.randomUUID());
		}

	}

	/**
	 * What is known of a key.
	 *
	 * @param owner the call that has it
	 * @param fingerprint of what was asked
	 * @param state how far the call is
	 * @param expiresAt when all this is over
	 * @param answer the answer, of {@link State#DONE} only
	 */
	record Entry(UUID owner, Fingerprint fingerprint, State state, Instant expiresAt, @Nullable KeptAnswer answer) {
	}

	/** How far a call is. */
	enum State {

		/** Under way, or its gateway has died. */
		RUNNING,

		/** Answered. */
		DONE,

		/** Answered, but the answer was not kept. */
		TOO_LARGE

	}

}
