package dev.tollgate.simulator;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks, in whichever protocol.
 *
 * @param model the model's name
 * @param turns the conversation
 * @param media what it carries beside text
 * @param functions the functions that may be called
 * @param forced the function that must be called, empty for any, {@code null} for none
 * @param json whether the answer is to be JSON
 * @param schema what that JSON is to satisfy
 * @param choices how many answers are wanted
 * @param limit the most tokens of an answer
 * @param thinks whether the model thinks before it answers
 */
record Prompt(String model, List<Turn> turns, List<Medium> media, List<Function> functions, @Nullable String forced,
		boolean json, @Nullable JsonNode schema, int choices, @Nullable Integer limit, boolean thinks) {

	/**
	 * What was said last by the user, without which the answer is a greeting.
	 * @return the text, empty if there is none
	 */
	String question() {
		for (Turn turn : this.turns.reversed()) {
			if (turn.role().equals("user")) {
				return turn.text();
			}
		}
		return "";
	}

	/**
	 * The beginning of the answer that the request gives the model to go on with.
	 * @return the text, empty if there is none
	 */
	String prefix() {
		boolean begun = !this.turns.isEmpty() && this.turns.getLast().role().equals("assistant");
		return begun ? this.turns.getLast().text() : "";
	}

	boolean endsWithToolResult() {
		return !this.turns.isEmpty() && this.turns.getLast().role().equals("tool");
	}

	String text() {
		StringBuilder text = new StringBuilder();
		this.functions.forEach((function) -> text.append(function.source()).append('\n'));
		this.turns.forEach((turn) -> text.append(turn.text()).append('\n'));
		return text.toString();
	}

	int tokens(Medium.Kind kind) {
		return this.media.stream().filter((medium) -> medium.kind() == kind).mapToInt(Medium::tokens).sum();
	}

	/**
	 * One message.
	 *
	 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
	 * @param text its text
	 */
	record Turn(String role, String text) {
	}

	/**
	 * A function that the model may call.
	 *
	 * @param name its name
	 * @param parameters the schema of its arguments
	 * @param source the declaration as it was sent, which is counted
	 */
	record Function(String name, @Nullable JsonNode parameters, String source) {
	}

}
