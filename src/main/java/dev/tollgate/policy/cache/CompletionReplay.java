package dev.tollgate.policy.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the chunks of a stream of a {@code chat.completion}, as its provider would have
 * sent them: the role, thoughts, text a few words at a time, tool calls, the end.
 */
public final class CompletionReplay {

	private static final String CHOICES = "choices";

	private static final String USAGE = "usage";

	/** What each chunk says; anything else is said by the first. */
	private static final List<String> COMMON = List.of("id", "created", "model", "system_fingerprint", "service_tier");

	private final ObjectNode completion;

	private final ObjectNode frame = JsonNodeFactory.instance.objectNode();

	/**
	 * Prepares a stream.
	 * @param completion the completion, parts of which become parts of the chunks
	 */
	public CompletionReplay(ObjectNode completion) {
		this.completion = completion;
		for (String name : COMMON) {
			if (completion.has(name)) {
				this.frame.set(name, completion.get(name));
			}
			if (name.equals("id")) {
				this.frame.put("object", "chat.completion.chunk");
			}
		}
	}

	/**
	 * The stream for a caller who did not ask for usage.
	 * @return the chunks in their order, which share parts and must not change
	 */
	public List<ObjectNode> chunks() {
		return stream(this.frame);
	}

	/**
	 * The stream for a caller who asked for usage.
	 * @return the chunks in their order, the last of them with the usage of the
	 * completion, if it has one, and no choice
	 */
	public List<ObjectNode> chunksWithUsage() {
		JsonNode usage = this.completion.path(USAGE);
		if (!usage.isObject()) {
			return chunks();
		}
		List<ObjectNode> chunks = stream(this.frame.deepCopy().putNull(USAGE));
		ObjectNode last = this.frame.deepCopy();
		last.putArray(CHOICES);
		last.set(USAGE, usage);
		chunks.add(last);
		return chunks;
	}

	private List<ObjectNode> stream(ObjectNode frame) {
		List<ObjectNode> chunks = new ArrayList<>();
		for (JsonNode choice : this.completion.path(CHOICES)) {
			for (ObjectNode piece : new ReplayedChoice(choice).pieces()) {
				ObjectNode chunk = JsonNodeFactory.instance.objectNode();
				chunk.setAll(frame);
				chunk.putArray(CHOICES).add(piece);
				chunks.add(chunk);
			}
		}
		if (!chunks.isEmpty()) {
			for (Map.Entry<String, JsonNode> member : this.completion.properties()) {
				if (!frame.has(member.getKey()) && !Set.of(CHOICES, USAGE).contains(member.getKey())) {
					chunks.getFirst().set(member.getKey(), member.getValue());
				}
			}
		}
		return chunks;
	}

}
