package dev.tollgate.api;

/**
 * Ends a request whose body will not come, or not as HTTP has it, with the answer that
 * its caller gets.
 */
final class RequestAborted extends RuntimeException {

	private final transient ApiError error;

	RequestAborted(ApiError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	ApiError error() {
		return this.error;
	}

}
