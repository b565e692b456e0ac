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

	private static final String LOGPROBS = "logprobs";

	/** What a provider says of an answer without the model's help. */
	private static final Set<String> OF_THE_WIRE = Set.of("id", "object", "created", "model", "choices", "usage",
			"system_fingerprint", "service_tier");

	private static final String CONTENT_FILTER = "content_filter";

	private final Function<String, PieceFilter> filters;

	/** By choice and the place of the text in it. */
	private final Map<Integer, Map<TextPlace, PieceFilter>> texts = new LinkedHashMap<>();

	/** Choices that have ended, or were cut off: what comes of them yet is dropped. */
	private final Set<Integer> over = new HashSet<>();

	private final boolean withoutTokens;

	private boolean blocked;

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
		return this.blocked;
	}

	/** Filters an answer that came as a whole. */
	ChatClientResponse whole(ChatClientResponse response) {
		ChatResponse chat = response.chatResponse();
		return (chat != null) ? response.mutate().chatResponse(whole(chat)).build() : response;
	}

	private ChatResponse whole(ChatResponse response) {
		ObjectNode before = WireResponses.node(response);
		ObjectNode node = besides(before);
		ArrayNode choices = Json.MAPPER.createArrayNode();
		boolean same = node == before;
		for (JsonNode choice : node.path("choices")) {
			JsonNode filtered = (choice instanceof ObjectNode object) ? whole(object) : choice;
			same &= filtered == choice;
			choices.add(filtered);
		}
		return same ? response : WireResponses.response(with(node, choices));
	}

	/** What stands beside the choices, sources for instance: each text as a whole. */
	private ObjectNode besides(ObjectNode node) {
		ObjectNode others = Json.MAPPER.createObjectNode();
		node.properties()
			.stream()
			.filter((member) -> !OF_THE_WIRE.contains(member.getKey()))
			.forEach((member) -> others.set(member.getKey(), member.getValue()));
		if (others.isEmpty()) {
			return node;
		}
		JsonNode filtered = TextPlace.map(others, (place, text) -> {
			PieceFilter filter = this.filters.apply(place.name());
			String passed = filter.feed(text) + filter.finish();
			this.blocked |= filter.isBlocked();
			return filter.isBlocked() ? "" : passed;
		});
		if (filtered == others) {
			return node;
		}
		ObjectNode changed = copy(node);
		changed.setAll((ObjectNode) filtered);
		return changed;
	}

	private JsonNode whole(ObjectNode choice) {
		boolean[] cut = new boolean[1];
		JsonNode filtered = TextPlace.map(withoutTokens(choice), (place, text) -> {
			PieceFilter filter = this.filters.apply(place.name());
			String released = filter.feed(text);
			String rest = filter.finish();
			cut[0] |= filter.isBlocked();
			return rest.isEmpty() ? released : released + rest;
		});
		if (!cut[0]) {
			return filtered;
		}
		this.blocked = true;
		return ended(choice, MESSAGE, Json.MAPPER.createObjectNode().put("role", "assistant").putNull("content"));
	}

	/** Filters a streamed answer. */
	Flux<ChatClientResponse> stream(Flux<ChatClientResponse> responses) {
		return responses.concatMapIterable((response) -> Fatal.asFailure(() -> next(response)), 1);
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
		if (response.getResults().isEmpty()) {
			return List.of(response);
		}
		ObjectNode before = WireResponses.event(response);
		ObjectNode node = besides(before);
		ArrayNode rests = Json.MAPPER.createArrayNode();
		ArrayNode choices = Json.MAPPER.createArrayNode();
		boolean same = node == before;
		for (JsonNode choice : node.path("choices")) {
			JsonNode filtered = (choice instanceof ObjectNode object) ? next(object, rests) : choice;
			same &= filtered == choice;
			if (!isEmpty(filtered)) {
				choices.add(filtered);
			}
		}
		return (same && rests.isEmpty()) ? List.of(response) : events(node, rests, choices);
	}

	private static List<ChatResponse> events(ObjectNode node, ArrayNode rests, ArrayNode choices) {
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
		if (this.over.contains(index)) {
			return Json.MAPPER.createObjectNode();
		}
		Map<TextPlace, PieceFilter> filters = this.texts.computeIfAbsent(index, (first) -> new LinkedHashMap<>());
		JsonNode filtered = TextPlace.map(withoutTokens(choice), (place,
				piece) -> filters.computeIfAbsent(place, (first) -> this.filters.apply(first.name())).feed(piece));
		boolean end = choice.path(FINISH_REASON).isString();
		ObjectNode rest = end ? rest(filters) : Json.MAPPER.createObjectNode();
		boolean cut = filters.values().stream().anyMatch(PieceFilter::isBlocked);
		if (end || cut) {
			this.over.add(index);
			this.texts.remove(index);
		}
		if (cut) {
			this.blocked = true;
			return ended(choice, DELTA, Json.MAPPER.createObjectNode());
		}
		if (rest.isEmpty()) {
			return filtered;
		}
		rests.add(unended((ObjectNode) filtered, rest));
		ObjectNode last = copy((ObjectNode) filtered);
		last.set(DELTA, Json.MAPPER.createObjectNode());
		return last;
	}

	/** What filters held back, in its places in a choice. */
	private static ObjectNode rest(Map<TextPlace, PieceFilter> filters) {
		ObjectNode choice = Json.MAPPER.createObjectNode();
		filters.forEach((place, filter) -> {
			String rest = filter.finish();
			if (!rest.isEmpty()) {
				place.put(choice, rest);
			}
		});
		return choice;
	}

	/** What the last event said itself goes before the rest. */
	private static ObjectNode unended(ObjectNode said, ObjectNode rest) {
		ObjectNode before = said.deepCopy();
		TextPlace.append(before, rest);
		return before.putNull(FINISH_REASON);
	}

	private ObjectNode withoutTokens(ObjectNode choice) {
		return (this.withoutTokens && choice.hasNonNull(LOGPROBS)) ? copy(choice).putNull(LOGPROBS) : choice;
	}

	private static ObjectNode ended(ObjectNode choice, String name, ObjectNode said) {
		ObjectNode ended = Json.MAPPER.createObjectNode().put("index", choice.path("index").asInt(0));
		ended.set(name, said);
		return ended.put(FINISH_REASON, CONTENT_FILTER);
	}

	/** Whether an event need not be sent for it: all that it said is held back. */
	private static boolean isEmpty(JsonNode choice) {
		JsonNode delta = choice.path(DELTA);
		return choice.isEmpty()
				|| (!choice.path(FINISH_REASON).isString() && !delta.isEmpty() && TextPlace.isSilent(delta));
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
