package dev.tollgate.provider;

import dev.tollgate.chat.GatewayException;

/**
 * Whether a provider may be called now.
 */
public sealed interface Admission permits Permit, Admission.Denial {

	/**
	 * It may not.
	 *
	 * @param failure why: what a caller is told if nobody else can be called either
	 */
	record Denial(GatewayException failure) implements Admission {
	}

}
