package dev.tollgate.provider.gemini;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Translates one request's messages into Gemini's {@code contents} and
 * {@code systemInstruction}: neighbours of the same role become one turn.
 */
final class GeminiContents {

	// base64 of "skip_thought_signature_validator": what Google documents for calls whose
	// signature is not known, such as those that another model made
	private static final String NO_SIGNATURE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

	private static final JsonMapper JSON = JsonMapper.shared();

	private final GeminiGeneration generation;

	private final Set<String> dropped;

	private final ArrayNode contents = JsonNodeFactory.instance.arrayNode();

	private final ArrayNode system = JsonNodeFactory.instance.arrayNode();

	private final Map<String, String> calledFunctions = new HashMap<>();

	GeminiContents(GeminiGeneration generation, Set<String> dropped) {
		this.generation = generation;
		this.dropped = dropped;
	}

	void write(RequestField messages, ObjectNode body) {
		for (RequestField message : messages.required().elements()) {
			message(message.object());
		}
		if (this.contents.isEmpty()) {
			// Gemini needs a turn: instructions alone are one
			if (this.system.isEmpty()) {
				throw messages.invalid("at least one message must have content");
			}
			this.contents.addObject().put("role", "user").set("parts", this.system);
		}
		else if (!this.system.isEmpty()) {
			body.putObject("systemInstruction").set("parts", this.system);
		}
		body.set("contents", this.contents);
	}

	private void message(RequestField message) {
		RequestField role = message.get("role");
		RequestField content = message.get("content");
		switch (role.string()) {
			case "system", "developer" -> ContentParts.writeText(content.required(), this.system);
			case "user" -> {
				ArrayNode parts = JsonNodeFactory.instance.arrayNode();
				ContentParts.write(content.required(), parts, this.dropped);
				append("user", parts);
			}
			case "assistant" -> append("model", assistant(message, content));
			case "tool" -> append("user", toolResult(message, content));
			case "function" -> throw role.unsupported("use tools and messages of the role tool");
			default -> throw role.invalid("must be system, developer, user, assistant or tool");
		}
	}

	private ArrayNode assistant(RequestField message, RequestField content) {
		for (String name : List.of("audio", "function_call")) {
			if (message.get(name).present()) {
				throw message.get(name).unsupported("Gemini has no such thing in an earlier answer");
			}
		}
		ArrayNode parts = JsonNodeFactory.instance.arrayNode();
		ContentParts.writeText(content, parts);
		String signature = signature(message);
		if (signature != null && !parts.isEmpty()) {
			((ObjectNode) parts.get(parts.size() - 1)).put("thoughtSignature", signature);
		}
		toolCalls(message.get("tool_calls").elements(), parts);
		return parts;
	}

	private void toolCalls(List<RequestField> calls, ArrayNode parts) {
		boolean first = true;
		for (RequestField call : calls) {
			RequestField type = call.object().get("type");
			if (type.present() && !type.string().equals("function")) {
				throw type.unsupported("Gemini knows only functions");
			}
			RequestField function = call.get("function").object();
			String name = function.get("name").string();
			String id = call.get("id").string();
			this.calledFunctions.put(id, name);
			ObjectNode part = parts.addObject();
			part.putObject("functionCall")
				.put("id", id)
				.put("name", name)
				.set("args", objectOr("arguments", function.get("arguments").string()));
			String signature = signature(call);
			// of parallel calls Gemini signs only the first, and asks only for that back
			if (signature == null && first && this.generation.thinksByLevel()) {
				signature = NO_SIGNATURE;
			}
			if (signature != null) {
				part.put("thoughtSignature", signature);
			}
			first = false;
		}
	}

	private @Nullable String signature(RequestField signed) {
		RequestField signature = signed.get("extra_content").get("google").get("thought_signature");
		String value = signature.optionalString();
		return this.generation.thinks() ? value : null;
	}

	private ArrayNode toolResult(RequestField message, RequestField content) {
		RequestField id = message.get("tool_call_id");
		String name = this.calledFunctions.get(id.string());
		if (name == null) {
			throw new InvalidRequest(
					"Invalid value for '" + id.path() + "': no earlier assistant message made this tool call",
					"invalid_value", id.path());
		}
		ArrayNode texts = JsonNodeFactory.instance.arrayNode();
		ContentParts.writeText(content.required(), texts);
		StringBuilder output = new StringBuilder();
		for (JsonNode text : texts) {
			output.append(text.get("text").stringValue());
		}
		ArrayNode parts = JsonNodeFactory.instance.arrayNode();
		parts.addObject()
			.putObject("functionResponse")
			.put("id", id.string())
			.put("name", name)
			.set("response", objectOr("output", output.toString()));
		return parts;
	}

	// any text but an object is wrapped, since Gemini takes only objects here
	private static ObjectNode objectOr(String name, String text) {
		ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
		if (text.isBlank()) {
			return name.equals("arguments") ? wrapped : wrapped.put(name, text);
		}
		if (text.stripLeading().startsWith("{")) {
			try {
				if (JSON.readTree(text) instanceof ObjectNode object) {
					return object;
				}
			}
			catch (JacksonException ex) {
				// a model can write what is no JSON: it still has to be told what it
				// wrote
				return wrapped.put(name, text);
			}
		}
		return wrapped.put(name, text);
	}

	private void append(String role, ArrayNode parts) {
		if (parts.isEmpty()) {
			return;
		}
		JsonNode last = this.contents.isEmpty() ? null : this.contents.get(this.contents.size() - 1);
		if (last != null && last.get("role").stringValue().equals(role)) {
			((ArrayNode) last.get("parts")).addAll(parts);
		}
		else {
			this.contents.addObject().put("role", role).set("parts", parts);
		}
	}

}
