package dev.tollgate.policy.cache;

import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Puts the {@code chat.completion.chunk}s of a stream together to the
 * {@code chat.completion} that the provider would have given instead. One instance a
 * stream; not safe for concurrent use.
 */
public final class CompletionAssembly {

	private static final String CHOICES = "choices";

	private static final String USAGE = "usage";

	private static final String COST = "cost";

	private static final String DELTA = "delta";

	private static final String CONTENT = "content";

	private static final String FINISH_REASON = "finish_reason";

	/** What only a chunk has: OpenAI pads chunks so that their length tells nothing. */
	private static final Set<String> CHUNK_ONLY = Set.of("object", CHOICES, USAGE, "obfuscation");

	/** As many bytes as a choice has at least. */
	private static final int CHOICE = 64;

	private final long limit;

	private final TreeMap<Integer, Choice> choices = new TreeMap<>();

	private Growing answer = new Growing(this::grow, Growing.Strings.WHOLE);

	private @Nullable JsonNode usage;

	private @Nullable JsonNode cost;

	private long size;

	private boolean failed;

	/**
	 * Begins with nothing.
	 * @param limit about how many bytes the completion may have; beyond, nothing is kept
	 */
	public CompletionAssembly(long limit) {
		this.limit = limit;
	}

	/**
	 * Takes the next chunk.
	 * @param chunk the chunk, of which parts are kept and which must not change
	 */
	public void add(ObjectNode chunk) {
		if (isTooLarge()) {
			return;
		}
		JsonNode error = chunk.path("error");
		this.failed |= !error.isMissingNode() && !error.isNull();
		chunk.properties().forEach((member) -> {
			JsonNode value = member.getValue();
			if (!CHUNK_ONLY.contains(member.getKey()) && !isSilent(value, this.answer.get(member.getKey()))) {
				this.answer.keep(member.getKey(), value);
			}
		});
		for (JsonNode choice : chunk.path(CHOICES)) {
			choice(choice);
		}
		if (chunk.path(USAGE).isObject()) {
			usage((ObjectNode) chunk.path(USAGE));
		}
		if (isTooLarge()) {
			forget();
		}
	}

	/** Whether a value says nothing that was not known: Azure's first id is empty. */
	private static boolean isSilent(JsonNode value, @Nullable Object known) {
		return known != null && (value.isNull() || (value.isString() && value.stringValue().isEmpty()));
	}

	private void choice(JsonNode piece) {
		int index = piece.path("index").asInt(0);
		this.choices.computeIfAbsent(index, (_) -> {
			grow(CHOICE);
			return new Choice(this::grow);
		}).merge(piece);
	}

	/** The gateway's own word on the cost, an object, is no part of the completion. */
	private void usage(ObjectNode told) {
		grow(told.size() * CHOICE);
		ObjectNode usage = told.deepCopy();
		if (usage.path(COST).isObject()) {
			this.cost = usage.remove(COST);
		}
		this.usage = usage;
	}

	private void grow(int bytes) {
		this.size += bytes;
	}

	private void forget() {
		this.choices.clear();
		this.answer = new Growing(this::grow, Growing.Strings.WHOLE);
		this.usage = null;
		this.cost = null;
	}

	/**
	 * Whether there was more than may be kept. It stays so, and nothing is kept.
	 * @return whether it is so
	 */
	public boolean isTooLarge() {
		return this.size > this.limit;
	}

	/**
	 * Whether the stream has come to its end: there is a choice, each has its reason to
	 * end, and no error came. Usage may still follow.
	 * @return whether it has
	 */
	public boolean isComplete() {
		return !this.failed && !this.choices.isEmpty() && this.choices.values().stream().allMatch(Choice::isFinished);
	}

	/**
	 * What the gateway itself said of the cost in the usage chunk.
	 * @return its {@code usage.cost}, or null if it did not
	 */
	public @Nullable JsonNode cost() {
		return this.cost;
	}

	/**
	 * The completion of what came so far.
	 * @return the completion, with usage if the stream told it, and without the gateway's
	 * own {@code usage.cost}
	 * @throws IllegalStateException if it is not complete
	 */
	public ObjectNode completion() {
		if (!isComplete()) {
			throw new IllegalStateException("An answer that has not come to its end is none");
		}
		ObjectNode known = this.answer.toNode();
		ObjectNode completion = JsonNodeFactory.instance.objectNode();
		if (known.has("id")) {
			completion.set("id", known.get("id"));
		}
		completion.put("object", "chat.completion").setAll(known);
		ArrayNode all = completion.putArray(CHOICES);
		this.choices.forEach((index, choice) -> all.add(choice.toNode(index)));
		if (this.usage != null) {
			completion.set(USAGE, this.usage);
		}
		return completion;
	}

	/**
	 * One of the answers.
	 */
	private static final class Choice {

		private static final Set<String> APART = Set.of("index", DELTA);

		private final Growing rest;

		private final Growing message;

		Choice(Growing.Meter meter) {
			this.rest = new Growing(meter, Growing.Strings.WHOLE);
			this.message = new Growing(meter, Growing.Strings.PIECES);
		}

		void merge(JsonNode piece) {
			this.rest.merge(piece, APART);
			this.message.merge(piece.path(DELTA), Set.of());
		}

		boolean isFinished() {
			return this.rest.get(FINISH_REASON) instanceof StringNode;
		}

		ObjectNode toNode(int index) {
			ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", index);
			ObjectNode message = choice.putObject("message");
			message.put("role", "assistant").putNull(CONTENT).setAll(this.message.toNode());
			return choice.setAll(this.rest.toNode());
		}

	}

}
