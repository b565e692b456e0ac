package dev.tollgate.provider;

/**
 * What becomes of a caller's parameters that a model does not take.
 */
public enum UnsupportedParameters {

	/** They are sent, and the provider answers for itself. */
	PASS,

	/** They are left out, and the answer names them. */
	DROP,

	/** The call is refused. */
	REJECT

}
