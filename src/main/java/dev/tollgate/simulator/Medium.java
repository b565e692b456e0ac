package dev.tollgate.simulator;

/**
 * A picture, recording, film or document in a prompt.
 *
 * @param kind what it is
 * @param tokens what it counts for
 * @param description what the answer says of it
 */
record Medium(Kind kind, int tokens, String description) {

	enum Kind {

		IMAGE, AUDIO, VIDEO, DOCUMENT

	}

}
