package dev.tollgate.admin;

import dev.tollgate.chat.GatewayException.Forbidden;
import dev.tollgate.keys.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A caller who was found to be an administrator. Every handler method below
 * {@code /admin} takes one, so that none can be reached by anybody else.
 *
 * @param key the name of the key
 */
record Administrator(String key) {

	/**
	 * Lets administrators pass.
	 * @param caller who calls, or null if nobody has found out
	 * @return the administrator
	 * @throws Forbidden if the caller is none
	 */
	static Administrator of(@Nullable Caller caller) {
		if (caller == null || !caller.administrator()) {
			throw new Forbidden("Only an administrator's key may do this");
		}
		return new Administrator(caller.key());
	}

}
