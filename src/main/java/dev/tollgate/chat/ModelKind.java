package dev.tollgate.chat;

import java.util.Locale;

/**
 * What a model is made for.
 */
public enum ModelKind {

	/** To answer: chats, and texts to go on with. */
	CHAT,

	/** To turn texts into vectors. */
	EMBEDDING;

	/**
	 * The name in JSON.
	 * @return for instance {@code embedding}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether such a model can do what is asked.
	 * @param operation what is asked
	 * @return false if it is known that it cannot
	 */
	public boolean serves(Operation operation) {
		return switch (operation) {
			case CHAT, COMPLETION -> this == CHAT;
			case EMBEDDINGS -> this == EMBEDDING;
			case COUNT_TOKENS -> true;
		};
	}

}
