package dev.tollgate.provider.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.tollgate.provider.RequestField;
import dev.tollgate.provider.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Translates the parameters of a chat into options of the model's own kind: models since
 * Spring AI 2 take the options of a prompt as they are, and no others.
 */
final class PromptOptions {

	private static final String TEMPERATURE = "temperature";

	private static final String TOOLS = "tools";

	/** Read here, by {@link PromptMessages} or by the gateway. */
	private static final Set<String> PLACED = Set.of("model", "messages", "stream", "stream_options", TEMPERATURE,
			"top_p", "top_k", "frequency_penalty", "presence_penalty", "max_tokens", "max_completion_tokens", "stop",
			TOOLS, "tool_choice");

	/** What says only what goes without saying. */
	private static final Set<String> IDLE = Set.of("n=1", "logprobs=false", "store=false", "parallel_tool_calls=true",
			"response_format={\"type\":\"text\"}", "service_tier=\"auto\"", "service_tier=\"default\"",
			"modalities=[\"text\"]", "logit_bias={}", "tool_choice=\"auto\"", "tool_choice=\"none\"");

	private final UpstreamRequest request;

	private final List<String> unplaced;

	PromptOptions(UpstreamRequest request, List<String> unplaced) {
		this.request = request;
		this.unplaced = unplaced;
	}

	ChatOptions of(RequestField root, ChatOptions defaults) {
		for (String name : root.node().propertyNames()) {
			if (!PLACED.contains(name) && root.get(name).present() && !isIdle(name, root.node().path(name))) {
				this.unplaced.add(name);
			}
		}
		ChatOptions.Builder<?> builder = builder(defaults).model(this.request.model());
		set(root, builder);
		tools(root, builder);
		ChatOptions options = builder.build();
		notice(root, TEMPERATURE, options, ChatOptions::getTemperature);
		notice(root, "top_p", options, ChatOptions::getTopP);
		notice(root, "top_k", options, ChatOptions::getTopK);
		notice(root, "frequency_penalty", options, ChatOptions::getFrequencyPenalty);
		notice(root, "presence_penalty", options, ChatOptions::getPresencePenalty);
		notice(root, "max_tokens", options, ChatOptions::getMaxTokens);
		notice(root, "max_completion_tokens", options, ChatOptions::getMaxTokens);
		notice(root, "stop", options, ChatOptions::getStopSequences);
		return options;
	}

	private static boolean isIdle(String name, JsonNode value) {
		return IDLE.contains(name + "=" + value);
	}

	/** Options of the model's kind, with whatever it was configured with. */
	private static ChatOptions.Builder<?> builder(ChatOptions defaults) {
		boolean portable = defaults.getClass() == ChatOptions.builder().build().getClass();
		if (!portable) {
			return defaults.mutate();
		}
		// of a model that says nothing of its own kind, with a place for tools
		return ToolCallingChatOptions.builder()
			.temperature(defaults.getTemperature())
			.topP(defaults.getTopP())
			.topK(defaults.getTopK())
			.frequencyPenalty(defaults.getFrequencyPenalty())
			.presencePenalty(defaults.getPresencePenalty())
			.maxTokens(defaults.getMaxTokens())
			.stopSequences(defaults.getStopSequences());
	}

	private static void set(RequestField root, ChatOptions.Builder<?> builder) {
		if (root.get(TEMPERATURE).present()) {
			builder.temperature(root.get(TEMPERATURE).number().doubleValue());
		}
		if (root.get("top_p").present()) {
			builder.topP(root.get("top_p").number().doubleValue());
		}
		if (root.get("top_k").present()) {
			builder.topK((int) root.get("top_k").wholeNumber(0, Integer.MAX_VALUE));
		}
		if (root.get("frequency_penalty").present()) {
			builder.frequencyPenalty(root.get("frequency_penalty").number().doubleValue());
		}
		if (root.get("presence_penalty").present()) {
			builder.presencePenalty(root.get("presence_penalty").number().doubleValue());
		}
		for (String name : List.of("max_tokens", "max_completion_tokens")) {
			if (root.get(name).present()) {
				builder.maxTokens((int) root.get(name).wholeNumber(1, Integer.MAX_VALUE));
			}
		}
		if (root.get("stop").present()) {
			builder.stopSequences(stop(root.get("stop")));
		}
	}

	private static List<String> stop(RequestField stop) {
		return stop.isString() ? List.of(stop.string()) : stop.elements().stream().map(RequestField::string).toList();
	}

	private void tools(RequestField root, ChatOptions.Builder<?> builder) {
		RequestField choice = root.get("tool_choice");
		if (choice.present() && !isIdle("tool_choice", choice.node())) {
			this.unplaced.add("tool_choice");
		}
		boolean none = choice.isString() && choice.string().equals("none");
		List<ToolCallback> tools = new ArrayList<>();
		for (RequestField tool : root.get(TOOLS).elements()) {
			tools.add(tool(tool.object()));
		}
		if (builder instanceof ToolCallingChatOptions.Builder<?> calling) {
			// also where there are none: those that the bean was configured with are
			// nobody's here
			calling.toolCallbacks(none ? List.of() : tools);
		}
		else if (!tools.isEmpty() && !none) {
			this.unplaced.add(TOOLS);
		}
	}

	private ToolCallback tool(RequestField tool) {
		if (!tool.get("type").string().equals("function")) {
			throw tool.get("type").unsupported("the model calls functions only");
		}
		RequestField function = tool.get("function").object();
		RequestField strict = function.get("strict");
		if (strict.present() && strict.bool()) {
			this.unplaced.add(strict.path());
		}
		String description = function.get("description").optionalString();
		RequestField schema = function.get("parameters");
		return new CallersTool(function.get("name").string(), (description != null) ? description : "",
				schema.present() ? schema.object().node().toString() : "{\"type\":\"object\",\"properties\":{}}");
	}

	/** Notes what the model's own options did not take. */
	private void notice(RequestField root, String name, ChatOptions options,
			Function<ChatOptions, @Nullable Object> taken) {
		// a temperature of ours, which the model has no place for, is not missed
		boolean asked = !name.equals(TEMPERATURE) || this.request.request().temperatureGiven();
		if (asked && root.get(name).present() && taken.apply(options) == null) {
			this.unplaced.add(name);
		}
	}

}
