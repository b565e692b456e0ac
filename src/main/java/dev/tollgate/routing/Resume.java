package dev.tollgate.routing;

/** What becomes of a streamed answer whose provider cuts it after its first content. */
public enum Resume {

	/** The caller is told by an error event. */
	OFF,

	/** It is held back until it is complete, so that a cut becomes another attempt. */
	HOLD,

	/** Another attempt goes on from where it was cut. */
	CONTINUE

}
