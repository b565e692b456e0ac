package dev.tollgate.policy;

/**
 * One text of a streamed answer on its way to the caller.
 */
interface PieceFilter {

	/**
	 * What can be let out when a piece has come: the piece itself if nothing is to be
	 * done.
	 */
	String feed(String piece);

	/** What was held back, when the text has ended. */
	String finish();

	/** Whether nothing more of the answer may be let out. */
	default boolean isBlocked() {
		return false;
	}

}
