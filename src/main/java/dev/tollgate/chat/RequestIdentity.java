package dev.tollgate.chat;

import org.jspecify.annotations.Nullable;

/**
 * How a request is found again in reports.
 *
 * @param id the gateway's own id
 * @param clientRequestId the caller's id of it, or null if the caller gave none
 * @param tags what the caller wants its cost to be reported under
 */
public record RequestIdentity(RequestId id, @Nullable String clientRequestId, Tags tags) {

	private static final int MAX_LENGTH = 256;

	/**
	 * A caller's id in the form in which it is kept and searched: it never refuses a
	 * call, so that what is beyond 256 characters is cut.
	 * @param given what the caller sent
	 * @return the first 256 characters
	 */
	public static String kept(String given) {
		return (given.length() > MAX_LENGTH) ? given.substring(0, MAX_LENGTH) : given;
	}

}
