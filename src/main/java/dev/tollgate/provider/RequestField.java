package dev.tollgate.provider;

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
public final class RequestField {

	private final @Nullable RequestField parent;

	private final String step;

	private final JsonNode node;

	private RequestField(@Nullable RequestField parent, String step, JsonNode node) {
		this.parent = parent;
		this.step = step;
		this.node = node;
	}

	/**
	 * A request as a whole.
	 * @param request the request
	 * @return the field that has no path
	 * @throws InvalidRequest if it is no object
	 */
	public static RequestField root(JsonNode request) {
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
	public RequestField get(String name) {
		if (present() && !this.node.isObject()) {
			throw wrongType("an object");
		}
		JsonNode child = this.node.get(name);
		return new RequestField(this, name, (child != null) ? child : MissingNode.getInstance());
	}

	/**
	 * Whether there is a value.
	 * @return false where there is none, or JSON's null
	 */
	public boolean present() {
		return !this.node.isMissingNode() && !this.node.isNull();
	}

	/**
	 * This field, which must be there.
	 * @return this field
	 * @throws InvalidRequest if it is absent
	 */
	public RequestField required() {
		if (!present()) {
			throw new InvalidRequest("Missing required parameter: '" + path() + "'", "missing_required_parameter",
					path());
		}
		return this;
	}

	/**
	 * The value.
	 * @return the value, a missing node where there is none
	 */
	public JsonNode node() {
		return this.node;
	}

	/**
	 * Whether the value is a string.
	 * @return true for a string
	 */
	public boolean isString() {
		return this.node.isString();
	}

	/**
	 * The value as a string.
	 * @return the string
	 * @throws InvalidRequest if it is absent or no string
	 */
	public String string() {
		if (!required().node.isString()) {
			throw wrongType("a string");
		}
		return this.node.stringValue();
	}

	/**
	 * The value as a string, if there is one.
	 * @return the string, or null
	 * @throws InvalidRequest if it is no string
	 */
	public @Nullable String optionalString() {
		return present() ? string() : null;
	}

	/**
	 * The value as a truth value.
	 * @return the value
	 * @throws InvalidRequest if it is absent or neither true nor false
	 */
	public boolean bool() {
		if (!required().node.isBoolean()) {
			throw wrongType("a boolean");
		}
		return this.node.booleanValue();
	}

	/**
	 * The value as a number.
	 * @return the number
	 * @throws InvalidRequest if it is absent or no number
	 */
	public JsonNode number() {
		if (!required().node.isNumber()) {
			throw wrongType("a number");
		}
		return this.node;
	}

	/**
	 * The value as a whole number.
	 * @param min the least that it may be
	 * @param max the most that it may be
	 * @return the number
	 * @throws InvalidRequest if it is absent, no whole number or out of range
	 */
	public long wholeNumber(long min, long max) {
		if (!required().node.isIntegralNumber()) {
			throw wrongType("an integer");
		}
		if (!this.node.canConvertToLong() || this.node.longValue() < min || this.node.longValue() > max) {
			throw invalid("must be from " + min + " to " + max);
		}
		return this.node.longValue();
	}

	/**
	 * This field, which must be an object.
	 * @return this field
	 * @throws InvalidRequest if it is absent or no object
	 */
	public RequestField object() {
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
	public List<RequestField> elements() {
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

	/**
	 * Where it is.
	 * @return for instance {@code messages[0].content}
	 */
	public String path() {
		if (this.parent == null) {
			return this.step;
		}
		String before = this.parent.path();
		return before + ((before.isEmpty() || this.step.startsWith("[")) ? "" : ".") + this.step;
	}

	/**
	 * The complaint that the value is of another type.
	 * @param expected the type that it must have, with its article
	 * @return the complaint
	 */
	public InvalidRequest wrongType(String expected) {
		return new InvalidRequest("Invalid type for '" + path() + "': expected " + expected, "invalid_type", path());
	}

	/**
	 * The complaint that the value is wrong.
	 * @param reason what it must be
	 * @return the complaint
	 */
	public InvalidRequest invalid(String reason) {
		return new InvalidRequest("Invalid value for '" + path() + "': " + reason, "invalid_value", path());
	}

	/**
	 * The complaint that the value is right and yet cannot be served.
	 * @param reason why
	 * @return the complaint
	 */
	public InvalidRequest unsupported(String reason) {
		return new InvalidRequest("Unsupported value for '" + path() + "': " + reason, "unsupported_value", path());
	}

}
