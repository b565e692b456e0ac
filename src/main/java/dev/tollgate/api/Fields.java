package dev.tollgate.api;

import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;

/**
 * The checks that the gateway makes of a request's fields itself; whatever it does not
 * need to understand is the provider's to judge.
 */
final class Fields {

	private static final long MAX_TOKENS = 100_000_000;

	private final JsonBody body;

	Fields(JsonBody body) {
		this.body = body;
	}

	/** A member that is there and not null. */
	@Nullable JsonMember given(String name) {
		JsonMember member = this.body.member(name);
		return (member != null && member.kind() != JsonKind.NULL) ? member : null;
	}

	String requiredText(String name) {
		JsonMember member = required(name);
		if (member.kind() != JsonKind.STRING) {
			throw wrongType(name, "a string");
		}
		String text = this.body.text(member);
		if (text.isEmpty()) {
			throw new InvalidRequest("The field '" + name + "' must not be empty", "invalid_value", name);
		}
		return text;
	}

	void requiredArray(String name) {
		required(name, JsonKind.ARRAY, "an array");
	}

	void required(String name, JsonKind kind, String words) {
		if (required(name).kind() != kind) {
			throw wrongType(name, words);
		}
	}

	JsonMember required(String name) {
		JsonMember member = given(name);
		if (member == null) {
			throw new InvalidRequest("The field '" + name + "' is required", "missing_required_parameter", name);
		}
		return member;
	}

	void optional(String name, JsonKind kind, String words) {
		JsonMember member = given(name);
		if (member != null && member.kind() != kind) {
			throw wrongType(name, words);
		}
	}

	boolean flag(String name) {
		JsonMember member = given(name);
		if (member == null) {
			return false;
		}
		if (!member.kind().isBoolean()) {
			throw wrongType(name, "true or false");
		}
		return member.kind() == JsonKind.TRUE;
	}

	/** A bound on tokens may be left out, but what stands there must be one. */
	void tokens(String name) {
		JsonMember member = this.body.member(name);
		if (member != null) {
			whole(member, name, MAX_TOKENS);
		}
	}

	void count(String name, int most) {
		JsonMember member = given(name);
		if (member != null) {
			whole(member, name, most);
		}
	}

	private void whole(JsonMember member, String name, long most) {
		if (member.kind() != JsonKind.NUMBER) {
			throw wrongType(name, "a whole number");
		}
		try {
			long value = Long.parseLong(this.body.text(member));
			if (value < 1 || value > most) {
				throw outOfRange(name, "from 1 to " + most);
			}
		}
		catch (NumberFormatException ex) {
			throw wrongType(name, "a whole number");
		}
	}

	boolean number(String name, double least, double most) {
		JsonMember member = given(name);
		if (member == null) {
			return false;
		}
		if (member.kind() != JsonKind.NUMBER) {
			throw wrongType(name, "a number");
		}
		double value = Double.parseDouble(this.body.text(member));
		if (value < least || value > most) {
			throw outOfRange(name, "from " + least + " to " + most);
		}
		return true;
	}

	void oneOf(String name, List<String> values) {
		optional(name, JsonKind.STRING, "a string");
		JsonMember member = given(name);
		if (member != null && !values.contains(this.body.text(member))) {
			throw new InvalidRequest("The field '" + name + "' must be one of " + String.join(", ", values),
					"invalid_value", name);
		}
	}

	static InvalidRequest wrongType(String name, String words) {
		return new InvalidRequest("The field '" + name + "' must be " + words, "invalid_type", name);
	}

	private static InvalidRequest outOfRange(String name, String range) {
		return new InvalidRequest("The field '" + name + "' must be " + range, "invalid_value", name);
	}

}
