package dev.tollgate.provider;

/**
 * A provider cannot be set up as it is configured.
 */
final class InvalidProviderException extends RuntimeException {

	InvalidProviderException(String name, String reason) {
		super("Provider '" + name + "': " + reason);
	}

}
