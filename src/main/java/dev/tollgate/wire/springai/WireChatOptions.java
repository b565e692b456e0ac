package dev.tollgate.wire.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Options of a chat that carry its body's members as they are on the wire, besides those
 * that Spring AI knows: what Spring AI has no name for is not lost. Where both say
 * something, an option that was changed since holds.
 */
public final class WireChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {

	private static final String MAX_TOKENS = "max_tokens";

	private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

	/** Never changed: whoever wants another one copies it. */
	private final ObjectNode members;

	private final @Nullable String outputSchema;

	private WireChatOptions(Builder builder, ToolCallingChatOptions options) {
		super(options.getToolCallbacks(), options.getToolContext(), options.getModel(), options.getFrequencyPenalty(),
				options.getMaxTokens(), options.getPresencePenalty(), options.getStopSequences(),
				options.getTemperature(), options.getTopK(), options.getTopP());
		this.members = builder.members;
		this.outputSchema = builder.outputSchema;
	}

	/**
	 * Reads the options of a chat request.
	 * @param body the request, whose messages are left out
	 * @return the options
	 */
	public static WireChatOptions of(ObjectNode body) {
		ObjectNode members = Json.MAPPER.createObjectNode();
		body.properties()
			.stream()
			.filter((member) -> !member.getKey().equals(WirePrompts.MESSAGES))
			.forEach((member) -> members.set(member.getKey(), member.getValue()));
		Builder builder = builder();
		builder.members = members;
		return builder.model(text(members, "model"))
			.temperature(number(members, "temperature"))
			.topP(number(members, "top_p"))
			.topK(count(members, "top_k"))
			.frequencyPenalty(number(members, "frequency_penalty"))
			.presencePenalty(number(members, "presence_penalty"))
			.maxTokens(count(members, maxTokensName(members)))
			.stopSequences(stop(members.get("stop")))
			.build();
	}

	private static @Nullable String text(ObjectNode members, String name) {
		JsonNode value = members.get(name);
		return (value != null && value.isString()) ? value.stringValue() : null;
	}

	private static @Nullable Double number(ObjectNode members, String name) {
		JsonNode value = members.get(name);
		return (value != null && value.isNumber()) ? Double.valueOf(value.doubleValue()) : null;
	}

	private static @Nullable Integer count(ObjectNode members, String name) {
		JsonNode value = members.get(name);
		return (value != null && value.canConvertToInt()) ? Integer.valueOf(value.intValue()) : null;
	}

	private static @Nullable List<String> stop(@Nullable JsonNode value) {
		if (value == null || value.isNull() || value.isObject()) {
			return null;
		}
		return value.isArray() ? value.valueStream().map((one) -> one.asString("")).toList()
				: List.of(value.asString(""));
	}

	private static String maxTokensName(ObjectNode members) {
		return members.hasNonNull(MAX_COMPLETION_TOKENS) ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
	}

	/**
	 * Writes the members of the request that are not its messages.
	 * @return a new node, whose values are shared
	 */
	ObjectNode write() {
		ObjectNode body = Json.MAPPER.createObjectNode();
		body.setAll(this.members);
		WireChatOptions before = of(this.members);
		if (!Objects.equals(getModel(), before.getModel())) {
			body.put("model", getModel());
		}
		set(body, "temperature", getTemperature(), before.getTemperature());
		set(body, "top_p", getTopP(), before.getTopP());
		set(body, "top_k", getTopK(), before.getTopK());
		set(body, "frequency_penalty", getFrequencyPenalty(), before.getFrequencyPenalty());
		set(body, "presence_penalty", getPresencePenalty(), before.getPresencePenalty());
		set(body, maxTokensName(this.members), getMaxTokens(), before.getMaxTokens());
		if (getStopSequences() != null && !getStopSequences().equals(before.getStopSequences())) {
			body.set("stop", Json.MAPPER.valueToTree(getStopSequences()));
		}
		writeTools(body);
		writeSchema(body);
		return body;
	}

	private static void set(ObjectNode body, String name, @Nullable Number value, @Nullable Number before) {
		if (value != null && !value.equals(before)) {
			body.set(name, Json.MAPPER.valueToTree(value));
		}
	}

	private void writeTools(ObjectNode body) {
		List<ToolCallback> callbacks = getToolCallbacks();
		if (callbacks == null || callbacks.isEmpty()) {
			return;
		}
		ArrayNode tools = Json.MAPPER.createArrayNode();
		if (body.get("tools") instanceof ArrayNode given) {
			tools.addAll(given);
		}
		for (ToolCallback callback : callbacks) {
			ToolDefinition definition = callback.getToolDefinition();
			ObjectNode function = tools.addObject().put("type", "function").putObject("function");
			function.put("name", definition.name()).put("description", definition.description());
			function.set("parameters", Json.MAPPER.readTree(definition.inputSchema()));
		}
		body.set("tools", tools);
	}

	private void writeSchema(ObjectNode body) {
		if (this.outputSchema != null) {
			ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "json_schema");
			schema.putObject("json_schema")
				.put("name", "answer")
				.put("strict", true)
				.set("schema", Json.MAPPER.readTree(this.outputSchema));
			body.set("response_format", schema);
		}
	}

	@Override
	public @Nullable String getOutputSchema() {
		return this.outputSchema;
	}

	@Override
	public Builder mutate() {
		Builder builder = builder().model(getModel())
			.frequencyPenalty(getFrequencyPenalty())
			.maxTokens(getMaxTokens())
			.presencePenalty(getPresencePenalty())
			.stopSequences(getStopSequences())
			.temperature(getTemperature())
			.topK(getTopK())
			.topP(getTopP())
			.toolCallbacks(getToolCallbacks())
			.toolContext(getToolContext())
			.outputSchema(this.outputSchema);
		builder.members = this.members;
		return builder;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof WireChatOptions that && this.members.equals(that.members)
				&& Objects.equals(this.outputSchema, that.outputSchema);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.members, this.outputSchema);
	}

	/**
	 * Begins new options.
	 * @return a builder, as Spring AI asks for
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Builds options, as Spring AI asks for.
	 */
	public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
			implements StructuredOutputChatOptions.Builder<Builder> {

		private ObjectNode members = Json.MAPPER.createObjectNode();

		private @Nullable String outputSchema;

		private Builder() {
		}

		/**
		 * Sets a member of the body that has no option of its own.
		 * @param name the member's name, for instance {@code seed}
		 * @param value its value, of a type that Jackson can write
		 * @return this builder
		 */
		public Builder member(String name, Object value) {
			ObjectNode changed = Json.MAPPER.createObjectNode();
			changed.setAll(this.members);
			changed.set(name, Json.MAPPER.valueToTree(value));
			this.members = changed;
			return this;
		}

		@Override
		public Builder outputSchema(@Nullable String outputSchema) {
			this.outputSchema = outputSchema;
			return this;
		}

		@Override
		public Builder combineWith(org.springframework.ai.chat.prompt.ChatOptions.Builder<?> other) {
			List<String> stop = this.stopSequences;
			super.combineWith(other);
			if (other instanceof Builder that) {
				ObjectNode both = Json.MAPPER.createObjectNode();
				both.setAll(this.members);
				both.setAll(that.members);
				this.members = both;
				this.outputSchema = (that.outputSchema != null) ? that.outputSchema : this.outputSchema;
				if (stop != null && that.stopSequences != null) {
					// in place of ours, not behind them
					this.stopSequences = new ArrayList<>(that.stopSequences);
				}
			}
			return this;
		}

		@Override
		public WireChatOptions build() {
			return new WireChatOptions(this, super.build());
		}

	}

}
