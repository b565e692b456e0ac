package dev.tollgate.provider.gemini;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A value of the caller's request that knows its path, so that a complaint can name it.
 * JSON's null counts as absent.
 */
final class RequestField {

	private final @Nullable RequestField parent;

	private final String step;

	private final JsonNode node;

	private RequestField(@Nullable RequestField parent, String step, JsonNode node) {
		this.parent = parent;
		this.step = step;
		this.node = node;
	}

	static RequestField root(JsonNode request) {
		RequestField root = new RequestField(null, "", request);
		if (!request.isObject()) {
			throw new InvalidRequest("The body must be a JSON object", "invalid_type", null);
		}
		return root;
	}

	/**
	 * A property of this object.
	 * @param name its name
	 * @return the property, absent where this object has none or is itself absent
	 * @throws InvalidRequest if this is present and no object
	 */
	RequestField get(String name) {
		if (present() && !this.node.isObject()) {
			throw wrongType("an object");
		}
		JsonNode child = this.node.get(name);
		return new RequestField(this, name, (child != null) ? child : MissingNode.getInstance());
	}

	boolean present() {
		return !this.node.isMissingNode() && !this.node.isNull();
	}

	RequestField required() {
		if (!present()) {
			throw new InvalidRequest("Missing required parameter: '" + path() + "'", "missing_required_parameter",
					path());
		}
		return this;
	}

	JsonNode node() {
		return this.node;
	}

	boolean isString() {
		return this.node.isString();
	}

	String string() {
		if (!required().node.isString()) {
			throw wrongType("a string");
		}
		return this.node.stringValue();
	}

	@Nullable String optionalString() {
		return present() ? string() : null;
	}

	boolean bool() {
		if (!required().node.isBoolean()) {
			throw wrongType("a boolean");
		}
		return this.node.booleanValue();
	}

	JsonNode number() {
		if (!required().node.isNumber()) {
			throw wrongType("a number");
		}
		return this.node;
	}

	long wholeNumber(long min, long max) {
		if (!required().node.isIntegralNumber()) {
			throw wrongType("an integer");
		}
		if (!this.node.canConvertToLong() || this.node.longValue() < min || this.node.longValue() > max) {
			throw invalid("must be from " + min + " to " + max);
		}
		return this.node.longValue();
	}

	RequestField object() {
		if (!required().node.isObject()) {
			throw wrongType("an object");
		}
		return this;
	}

	/**
	 * The elements of this array.
	 * @return the elements in order, none where the array is absent
	 * @throws InvalidRequest if this is present and no array
	 */
	List<RequestField> elements() {
		if (!present()) {
			return List.of();
		}
		if (!this.node.isArray()) {
			throw wrongType("an array");
		}
		List<RequestField> elements = new ArrayList<>(this.node.size());
		for (JsonNode element : this.node) {
			elements.add(new RequestField(this, "[" + elements.size() + "]", element));
		}
		return elements;
	}

	String path() {
		if (this.parent == null) {
			return this.step;
		}
		String before = this.parent.path();
		return before + ((before.isEmpty() || this.step.startsWith("[")) ? "" : ".") + this.step;
	}

	InvalidRequest wrongType(String expected) {
		return new InvalidRequest("Invalid type for '" + path() + "': expected " + expected, "invalid_type", path());
	}

	InvalidRequest invalid(String reason) {
		return new InvalidRequest("Invalid value for '" + path() + "': " + reason, "invalid_value", path());
	}

	InvalidRequest unsupported(String reason) {
		return new InvalidRequest("Unsupported value for '" + path() + "': " + reason, "unsupported_value", path());
	}

}
