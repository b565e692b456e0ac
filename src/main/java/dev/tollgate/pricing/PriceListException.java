package dev.tollgate.pricing;

/**
 * A price list that must not be used; the message names the file, the line, the row and
 * the reason.
 */
public final class PriceListException extends RuntimeException {

	PriceListException(String message) {
		super(message);
	}

	PriceListException(String message, Throwable cause) {
		super(message, cause);
	}

}
