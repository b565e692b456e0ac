package dev.tollgate.simulator;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One answer, in pieces.
 *
 * @param thoughts what came before the answer, shown or not
 * @param content the text, or the arguments of the call
 * @param function the function that is called, {@code null} for a text
 * @param cut whether it ended at the limit of tokens
 */
record Answer(List<Tokens.Piece> thoughts, List<Tokens.Piece> content, @Nullable String function, boolean cut) {

	int reasoning() {
		return Tokens.sum(this.thoughts);
	}

	/**
	 * All tokens of it.
	 * @return thoughts and content, and of a call also its name
	 */
	int output() {
		return reasoning() + Tokens.sum(this.content) + nameTokens();
	}

	int nameTokens() {
		return (this.function != null) ? Tokens.count(this.function) : 0;
	}

	String text() {
		return Tokens.join(this.content);
	}

}
