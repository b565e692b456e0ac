package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireResponses;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Filters the words of one answer, each text of each choice for itself: content,
 * thoughts, a refusal, what tools are called with, and what nobody knows yet. In a stream
 * the pieces of a text go through one filter, whose rest comes before the choice's end.
 */
final class AnswerFilter {

	private static final String DELTA = "delta";

	private static final String MESSAGE = "message";

	private static final String FINISH_REASON = "finish_reason";

	private static final String CONTENT_FILTER = "content_filter";

	private final Function<String, PieceFilter> filters;

	/** By choice and the place of the text in it. */
	private final Map<Integer, Map<TextPlace, PieceFilter>> texts = new LinkedHashMap<>();

	private final Set<Integer> blocked = new HashSet<>();

	private final boolean withoutTokens;

	/**
	 * Creates the filter of one answer.
	 * @param filters makes a filter for the text of a member
	 * @param withoutTokens whether the tokens of {@code logprobs} are left out, which
	 * would tell what the texts do not
	 */
	AnswerFilter(Function<String, PieceFilter> filters, boolean withoutTokens) {
		this.filters = filters;
		this.withoutTokens = withoutTokens;
	}

	/** Whether the answer was cut off. */
	boolean hasBlocked() {
		return !this.blocked.isEmpty();
	}

	ChatResponse whole(ChatResponse response) {
		ObjectNode node = WireResponses.node(response);
		ArrayNode choices = Json.MAPPER.createArrayNode();
		boolean same = true;
		for (JsonNode choice : node.path("choices")) {
			JsonNode filtered = whole(choice);
			same &= filtered == choice;
			choices.add(filtered);
		}
		return same ? response : WireResponses.response(with(node, choices));
	}

	private JsonNode whole(JsonNode choice) {
		int index = choice.path("index").asInt(0);
		JsonNode message = choice.path(MESSAGE);
		JsonNode filtered = TextPlace.map(message, (place, text) -> {
			PieceFilter filter = this.filters.apply(place.name());
			String released = filter.feed(text);
			String rest = filter.finish();
			if (filter.isBlocked()) {
				this.blocked.add(index);
			}
			return rest.isEmpty() ? released : released + rest;
		});
		if (this.blocked.contains(index)) {
			ObjectNode nothing = Json.MAPPER.createObjectNode().put("role", "assistant").putNull("content");
			return ended((ObjectNode) choice, MESSAGE, nothing);
		}
		boolean tokens = this.withoutTokens && choice.hasNonNull("logprobs");
		if (filtered == message && !tokens) {
			return choice;
		}
		ObjectNode changed = copy((ObjectNode) choice);
		changed.set(MESSAGE, filtered);
		if (tokens) {
			changed.putNull("logprobs");
		}
		return changed;
	}

	/** Filters an answer that came as a whole. */
	ChatClientResponse whole(ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		return (chat != null) ? response.mutate().chatResponse(whole(chat)).build() : response;
	}

	/** Filters a streamed answer. */
	Flux<ChatClientResponse> stream(Flux<ChatClientResponse> responses) {
		return responses.concatMapIterable(this::next, 1);
	}

	private List<ChatClientResponse> next(ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		if (chat == null) {
			return List.of(response);
		}
		List<ChatResponse> events = next(chat);
		if (events.size() == 1 && events.getFirst() == chat) {
			return List.of(response);
		}
		return events.stream().map((event) -> response.mutate().chatResponse(event).build()).toList();
	}

	/** Filters the next event of a stream, of which nothing, one, or two may be left. */
	List<ChatResponse> next(ChatResponse response) {
		ObjectNode node = WireResponses.node(response);
		if (node.path("choices").isEmpty()) {
			return List.of(response);
		}
		ArrayNode rests = Json.MAPPER.createArrayNode();
		ArrayNode choices = Json.MAPPER.createArrayNode();
		boolean same = true;
		for (JsonNode choice : node.path("choices")) {
			JsonNode filtered = next((ObjectNode) choice, rests);
			same &= filtered == choice;
			if (!isEmpty(filtered)) {
				choices.add(filtered);
			}
		}
		if (same && rests.isEmpty()) {
			return List.of(response);
		}
		List<ChatResponse> events = new ArrayList<>(2);
		if (!rests.isEmpty()) {
			ObjectNode before = with(node, rests);
			before.remove("usage");
			events.add(WireResponses.response(before));
		}
		if (!choices.isEmpty() || node.path("usage").isObject()) {
			events.add(WireResponses.response(with(node, choices)));
		}
		return events;
	}

	private JsonNode next(ObjectNode choice, ArrayNode rests) {
		int index = choice.path("index").asInt(0);
		if (this.blocked.contains(index)) {
			return Json.MAPPER.createObjectNode();
		}
		Map<TextPlace, PieceFilter> filters = this.texts.computeIfAbsent(index, (first) -> new LinkedHashMap<>());
		JsonNode delta = choice.path(DELTA);
		JsonNode filtered = TextPlace.map(delta, (place, piece) -> {
			PieceFilter filter = filters.computeIfAbsent(place, (first) -> this.filters.apply(first.name()));
			return filter.feed(piece);
		});
		JsonNode rest = choice.path(FINISH_REASON).isString() ? rest(filters) : Json.MAPPER.createObjectNode();
		if (filters.values().stream().anyMatch(PieceFilter::isBlocked)) {
			this.blocked.add(index);
			this.texts.remove(index);
			return ended(choice, DELTA, Json.MAPPER.createObjectNode());
		}
		if (!rest.isEmpty()) {
			rests.add(unended(index, filtered, rest));
			filtered = Json.MAPPER.createObjectNode();
		}
		return changed(choice, delta, filtered);
	}

	/** What filters held back, as a delta. */
	private static ObjectNode rest(Map<TextPlace, PieceFilter> filters) {
		ObjectNode delta = Json.MAPPER.createObjectNode();
		filters.forEach((place, filter) -> {
			String rest = filter.finish();
			if (!rest.isEmpty()) {
				place.put(delta, rest);
			}
		});
		return delta;
	}

	/** What the last event said itself goes before the rest. */
	private static ObjectNode unended(int index, JsonNode said, JsonNode rest) {
		ObjectNode delta = (ObjectNode) said.deepCopy();
		TextPlace.append(delta, rest);
		ObjectNode before = Json.MAPPER.createObjectNode().put("index", index);
		before.set(DELTA, delta);
		return before.putNull(FINISH_REASON);
	}

	private JsonNode changed(ObjectNode choice, JsonNode before, JsonNode delta) {
		boolean tokens = this.withoutTokens && choice.hasNonNull("logprobs");
		if (delta == before && !tokens) {
			return choice;
		}
		ObjectNode changed = copy(choice);
		changed.set(DELTA, delta);
		if (tokens) {
			changed.putNull("logprobs");
		}
		return changed;
	}

	private static ObjectNode ended(ObjectNode choice, String name, ObjectNode said) {
		ObjectNode ended = Json.MAPPER.createObjectNode().put("index", choice.path("index").asInt(0));
		ended.set(name, said);
		return ended.put(FINISH_REASON, CONTENT_FILTER);
	}

	/** Whether an event need not be sent for it: all that it said is held back. */
	private static boolean isEmpty(JsonNode choice) {
		if (choice.isEmpty()) {
			return true;
		}
		JsonNode delta = choice.path(DELTA);
		return !choice.path(FINISH_REASON).isString() && !delta.isEmpty() && TextPlace.isSilent(delta);
	}

	private static ObjectNode copy(ObjectNode choice) {
		ObjectNode copy = Json.MAPPER.createObjectNode();
		copy.setAll(choice);
		return copy;
	}

	private static ObjectNode with(ObjectNode node, ArrayNode choices) {
		ObjectNode changed = copy(node);
		changed.set("choices", choices);
		return changed;
	}

}
