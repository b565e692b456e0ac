package dev.tollgate.idempotency;

import dev.tollgate.chat.GatewayException;

/**
 * What becomes of a request that carries an idempotency key.
 */
public sealed interface Claim permits Claim.Answered, Claim.Denied, GrantedCall {

	/**
	 * The call was made before.
	 *
	 * @param answer its answer
	 */
	record Answered(KeptAnswer answer) implements Claim {
	}

	/**
	 * The request is neither to be made nor answered.
	 *
	 * @param failure why
	 */
	record Denied(GatewayException failure) implements Claim {
	}

}
