package dev.tollgate.provider;

/**
 * What becomes of a call whose caller goes away after the provider was contacted.
 */
enum OnDisconnect {

	/** It ends at once; what passed is billed by estimate. */
	CANCEL,

	/** It goes on, within {@link DrainLimits}, until the provider reports its usage. */
	DRAIN

}
