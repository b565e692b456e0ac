package dev.tollgate.routing;

import java.util.EnumSet;
import java.util.Set;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.Protocol;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads from a request what it asks of a model, and of its body no more than is needed
 * for that.
 */
final class RequestReading {

	/** No more than a bracket, white space and a bracket. */
	private static final int EMPTY_ARRAY = 16;

	private static final long MOST_TOKENS = 100_000_000;

	private final ChatRequest request;

	private final Target target;

	private final boolean gemini;

	private @Nullable JsonNode config;

	private RequestReading(ChatRequest request, Target target) {
		this.request = request;
		this.target = target;
		this.gemini = request.protocol() == Protocol.GEMINI;
	}

	/**
	 * Reads a request.
	 * @param request the request
	 * @param target knows which parameters the route sets
	 * @param doubtful what is to be looked for
	 */
	static Demand demand(ChatRequest request, Target target, Set<Capability> doubtful) {
		RequestReading reading = new RequestReading(request, target);
		return new Demand(reading.needs(doubtful), request.estimatedInput(), reading.output(), reading.choices(),
				reading.serviceTier());
	}

	private Set<Capability> needs(Set<Capability> doubtful) {
		Set<Capability> needs = EnumSet.noneOf(Capability.class);
		if (doubtful.isEmpty()) {
			return needs;
		}
		if (doubtful.contains(Capability.TOOLS) && (isFilled("tools") || isFilled("functions"))) {
			needs.add(Capability.TOOLS);
		}
		if (doubtful.contains(Capability.JSON_SCHEMA) && hasSchema()) {
			needs.add(Capability.JSON_SCHEMA);
		}
		JsonMember conversation = this.request.body().member(this.gemini ? "contents" : "messages");
		if (doubtful.stream().anyMatch(MediaScan.KINDS::contains) && conversation != null) {
			Set<Capability> media = this.gemini ? MediaScan.ofContents(this.request.body().outline(conversation))
					: MediaScan.ofMessages(this.request.body().outline(conversation));
			media.retainAll(doubtful);
			needs.addAll(media);
		}
		return needs;
	}

	private boolean isFilled(String name) {
		JsonMember member = this.request.body().member(name);
		if (member == null || member.kind() != JsonKind.ARRAY) {
			return false;
		}
		return member.end() - member.start() > EMPTY_ARRAY || !Json.MAPPER.readTree(json(member)).isEmpty();
	}

	private boolean hasSchema() {
		if (this.gemini) {
			return config().hasNonNull("responseSchema") || config().hasNonNull("responseJsonSchema");
		}
		JsonMember format = this.request.body().member("response_format");
		return format != null && format.kind() == JsonKind.OBJECT
				&& Json.MAPPER.readTree(json(format)).path("type").asString("").equals("json_schema");
	}

	private @Nullable Long output() {
		if (this.gemini) {
			return positive(config().path("maxOutputTokens").asLong(0));
		}
		Long bound = number("max_completion_tokens");
		return (bound != null) ? bound : number("max_tokens");
	}

	private int choices() {
		Long choices = this.gemini ? positive(config().path("candidateCount").asLong(0)) : number("n");
		return (choices != null) ? (int) Math.min(choices, Short.MAX_VALUE) : 1;
	}

	private @Nullable String serviceTier() {
		return this.gemini ? null : this.target.parameter(this.request, "service_tier");
	}

	/** A number as the provider will see it. */
	private @Nullable Long number(String name) {
		String text = this.target.parameter(this.request, name);
		try {
			return (text != null) ? positive(Long.parseLong(text)) : null;
		}
		catch (NumberFormatException ex) {
			// the provider will refuse it
			return null;
		}
	}

	private static @Nullable Long positive(long value) {
		return (value > 0 && value <= MOST_TOKENS) ? value : null;
	}

	private JsonNode config() {
		JsonNode config = this.config;
		if (config == null) {
			JsonBody body = this.request.body();
			JsonMember member = body.member("generationConfig");
			if (member == null) {
				member = body.member("generation_config");
			}
			config = (member != null && member.kind() == JsonKind.OBJECT) ? Json.MAPPER.readTree(json(member))
					: MissingNode.getInstance();
			this.config = config;
		}
		return config;
	}

	private byte[] json(JsonMember member) {
		return this.request.body().json(member);
	}

}
