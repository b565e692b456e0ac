package dev.tollgate.provider.gemini;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Translates one stream of Gemini, event by event, into OpenAI's
 * {@code chat.completion.chunk}s. One instance a stream; not safe for concurrent use.
 */
final class GeminiStreamTranslator {

	private static final StringNode OBJECT = StringNode.valueOf("chat.completion.chunk");

	// more candidates than can be asked for, so that nonsense cannot fill the memory
	private static final int MAX_CANDIDATES = 128;

	private final NumericNode created;

	private final List<StreamedCandidate> candidates = new ArrayList<>(1);

	private String modelVersion;

	// told by the first event, then the same on all chunks
	private @Nullable String responseId;

	private StringNode id = StringNode.valueOf("");

	private StringNode model;

	private @Nullable TokenUsage usage;

	private @Nullable JsonNode usageMetadata;

	/**
	 * Begins a stream.
	 * @param model the model that was asked, named where the stream tells none
	 * @param created when the stream began
	 */
	GeminiStreamTranslator(UpstreamModel model, Instant created) {
		this.created = JsonNodeFactory.instance.numberNode(created.getEpochSecond());
		this.modelVersion = model.name();
		this.model = StringNode.valueOf(model.name());
	}

	/**
	 * Translates the next event.
	 * @param event the data of one server-sent event
	 * @return zero or more chunks in order, none with usage
	 * @throws GatewayException if the event is an error, or no event of Gemini's
	 */
	List<ObjectNode> event(JsonNode event) {
		if (GeminiErrors.isError(event)) {
			throw GeminiErrors.of(200, event);
		}
		if (!event.isObject()) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's stream could not be read");
		}
		String identity = identify(event);
		meter(event.get("usageMetadata"));
		List<ObjectNode> chunks = new ArrayList<>(2);
		for (JsonNode candidate : event.path("candidates")) {
			candidate(AnswerParts.index(candidate)).event(candidate, identity, chunks);
		}
		String blocked = AnswerParts.text(event.get("promptFeedback"), "blockReason");
		if (blocked != null && this.candidates.isEmpty()) {
			candidate(0).block(blocked, event.path("promptFeedback"), chunks);
		}
		return chunks;
	}

	/**
	 * Whether the answer is complete: every candidate that was seen has its end.
	 * @return false also before the first candidate
	 */
	boolean finished() {
		for (StreamedCandidate candidate : this.candidates) {
			if (!candidate.finished()) {
				return false;
			}
		}
		return !this.candidates.isEmpty();
	}

	/**
	 * The last valid usage, which is cumulative.
	 * @return the usage so far, or null where none was told
	 */
	@Nullable TokenUsage usage() {
		return this.usage;
	}

	/**
	 * The model that answered.
	 * @return what the provider last named, or the model that was asked
	 */
	String modelVersion() {
		return this.modelVersion;
	}

	/**
	 * The chunk without choices that tells the usage.
	 * @return the chunk, or null where no usage was told
	 */
	@Nullable ObjectNode usageChunk() {
		ObjectNode tokens = GeminiUsage.toOpenAi(this.usageMetadata);
		if (tokens == null) {
			return null;
		}
		ObjectNode chunk = chunk();
		chunk.putArray("choices");
		chunk.set("usage", tokens);
		AnswerParts.writeServiceTier(chunk, this.usageMetadata);
		return chunk;
	}

	/**
	 * Begins a chunk.
	 * @return the chunk, without choices
	 */
	ObjectNode chunk() {
		ObjectNode chunk = JsonNodeFactory.instance.objectNode();
		chunk.set("id", this.id);
		chunk.set("object", OBJECT);
		chunk.set("created", this.created);
		chunk.set("model", this.model);
		return chunk;
	}

	private String identify(JsonNode event) {
		String version = AnswerParts.text(event, "modelVersion");
		this.modelVersion = (version != null) ? version : this.modelVersion;
		String known = this.responseId;
		if (known != null) {
			return known;
		}
		String first = AnswerParts.responseId(event);
		this.responseId = first;
		this.id = StringNode.valueOf("chatcmpl-" + first);
		this.model = StringNode.valueOf(this.modelVersion);
		return first;
	}

	private void meter(@Nullable JsonNode metadata) {
		TokenUsage told = GeminiUsage.of(metadata);
		if (told != null) {
			this.usage = told;
			this.usageMetadata = metadata;
		}
	}

	private StreamedCandidate candidate(int index) {
		for (StreamedCandidate candidate : this.candidates) {
			if (candidate.index() == index) {
				return candidate;
			}
		}
		if (this.candidates.size() >= MAX_CANDIDATES) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's stream holds too many candidates");
		}
		StreamedCandidate candidate = new StreamedCandidate(this, index);
		this.candidates.add(candidate);
		return candidate;
	}

}
