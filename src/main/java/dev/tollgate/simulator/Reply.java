package dev.tollgate.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a provider would answer, before anything goes wrong with it.
 */
sealed interface Reply {

	// The headers beside content type and length.
	Map<String, String> headers();

	/**
	 * An answer in one piece.
	 *
	 * @param status the HTTP status
	 * @param headers the provider's own headers
	 * @param body the JSON
	 * @param usage what is billed
	 * @param pieces how many events a stream of it would have, which is how long it takes
	 */
	record Whole(int status, Map<String, String> headers, JsonNode body, SimulatedCall.Usage usage,
			int pieces) implements Reply {

		static Whole of(int status, JsonNode body) {
			return new Whole(status, Map.of(), body, SimulatedCall.Usage.NONE, 0);
		}

		Whole with(String header, String value) {
			Map<String, String> headers = new LinkedHashMap<>(this.headers);
			headers.put(header, value);
			return new Whole(this.status, headers, this.body, this.usage, this.pieces);
		}

	}

	/**
	 * An answer in events, each made when it is due.
	 *
	 * @param headers the provider's own headers
	 * @param framing how events are written
	 * @param size how many events there are
	 * @param frames makes the event of an index, from 0
	 * @param input what is billed before the first event
	 * @param trailer one more event after the end mark, {@code null} for none
	 */
	record Streamed(Map<String, String> headers, Framing framing, int size, IntFunction<Frame> frames,
			SimulatedCall.Usage input, @Nullable JsonNode trailer) implements Reply {
	}

	/**
	 * One event.
	 *
	 * @param json its data
	 * @param output the tokens it carries
	 * @param reasoning those of them that are thoughts
	 */
	record Frame(JsonNode json, int output, int reasoning) {
	}

	/** How the events of a stream are written. */
	enum Framing {

		/** Server-sent events that end with {@code [DONE]}. */
		OPENAI("text/event-stream; charset=utf-8"),

		/** Server-sent events with CRLF that just end. */
		GEMINI("text/event-stream"),

		/** A JSON array that grows. */
		ARRAY("application/json; charset=UTF-8");

		private final String contentType;

		Framing(String contentType) {
			this.contentType = contentType;
		}

		String contentType() {
			return this.contentType;
		}

	}

}
