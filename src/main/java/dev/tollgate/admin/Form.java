package dev.tollgate.admin;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.UnsupportedMediaType;
import dev.tollgate.pricing.Usd;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import dev.tollgate.wire.MalformedJsonException;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

/**
 * What an administrator sends, as a JSON object. A member that nobody knows is refused: a
 * limit that is misspelt must not become none, and nobody gives what is not theirs to
 * give.
 *
 * @param body the object
 */
record Form(JsonBody body) {

	private static final int MOST_BYTES = 64 * 1024;

	private static final int MOST_TEXT = 256;

	private static final Pattern USD = Pattern.compile("\\d{1,7}(?:\\.\\d{1,12})?");

	private static final BigDecimal MOST_USD = BigDecimal.valueOf(4_000_000);

	// what databases can keep, and anybody can mean
	private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

	/** Reads the body of a request. */
	static Mono<Form> read(ServerWebExchange exchange, Set<String> known) {
		if (!isJson(exchange)) {
			return Mono.error(new UnsupportedMediaType("The body must be of content-type application/json"));
		}
		return WholeBody.read(exchange, MOST_BYTES)
			.switchIfEmpty(Mono.error(() -> invalid("The body must be a JSON object", "invalid_json", null)))
			.map((bytes) -> parse(bytes, known));
	}

	private static boolean isJson(ServerWebExchange exchange) {
		try {
			MediaType type = exchange.getRequest().getHeaders().getContentType();
			return type != null && MediaType.APPLICATION_JSON.isCompatibleWith(type);
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static Form parse(byte[] bytes, Set<String> known) {
		JsonBody body;
		try {
			body = JsonBody.of(Unpooled.wrappedBuffer(bytes));
		}
		catch (MalformedJsonException ex) {
			throw invalid(String.valueOf(ex.getMessage()), "invalid_json", null);
		}
		for (JsonMember member : body.members()) {
			if (!known.contains(member.name())) {
				throw invalid("There is no field '" + member.name() + "' here", "unknown_parameter", member.name());
			}
		}
		return new Form(body);
	}

	private static InvalidRequest invalid(String message, String code, @Nullable String param) {
		return new InvalidRequest(message, code, param);
	}

	static InvalidRequest invalidValue(String name, String message) {
		return invalid("The field '" + name + "' " + message, "invalid_value", name);
	}

	private static InvalidRequest wrongType(String name, String words) {
		return invalid("The field '" + name + "' must be " + words, "invalid_type", name);
	}

	/** Whether there is such a member, be it null. */
	boolean has(String name) {
		return this.body.member(name) != null;
	}

	private @Nullable JsonMember given(String name) {
		JsonMember member = this.body.member(name);
		return (member != null && member.kind() != JsonKind.NULL) ? member : null;
	}

	String requiredText(String name) {
		String text = text(name);
		if (text == null) {
			throw invalid("The field '" + name + "' is required", "missing_required_parameter", name);
		}
		return text;
	}

	@Nullable String text(String name) {
		JsonMember member = given(name);
		if (member == null) {
			return null;
		}
		if (member.kind() != JsonKind.STRING) {
			throw wrongType(name, "a string");
		}
		return checked(name, this.body.text(member));
	}

	private static String checked(String name, String text) {
		boolean plain = text.codePoints()
			.noneMatch((next) -> Character.isISOControl(next) || Character.getType(next) == Character.SURROGATE);
		if (text.isBlank() || text.length() > MOST_TEXT || !plain) {
			throw invalidValue(name, "must have 1 to " + MOST_TEXT + " characters, and none that cannot be seen");
		}
		return text;
	}

	/** A list of texts, empty for null; one that has none is refused as ambiguous. */
	List<String> texts(String name, int most) {
		JsonMember member = given(name);
		if (member == null) {
			return List.of();
		}
		JsonNode texts = (member.kind() == JsonKind.ARRAY) ? Json.MAPPER.readTree(this.body.json(member)) : null;
		if (texts == null || !texts.valueStream().allMatch(JsonNode::isString)) {
			throw wrongType(name, "an array of strings, or null for all");
		}
		if (texts.isEmpty() || texts.size() > most) {
			throw invalidValue(name, "must have 1 to " + most + " entries, or be null for all");
		}
		return texts.valueStream().map((text) -> checked(name, text.stringValue())).distinct().toList();
	}

	/** A whole number from 1 on. */
	@Nullable Long whole(String name, long most) {
		JsonMember member = given(name);
		if (member == null) {
			return null;
		}
		if (member.kind() == JsonKind.NUMBER) {
			try {
				long value = Long.parseLong(this.body.text(member));
				if (value >= 1 && value <= most) {
					return value;
				}
			}
			catch (NumberFormatException ex) {
				// answered below, as a number that is out of bounds
			}
			throw invalidValue(name, "must be a whole number from 1 to " + most + ", or null for no limit");
		}
		throw wrongType(name, "a whole number, or null for no limit");
	}

	/** An amount as a decimal string, or as a number, whose digits are taken as such. */
	@Nullable Usd usd(String name) {
		JsonMember member = given(name);
		if (member == null) {
			return null;
		}
		if (member.kind() != JsonKind.STRING && member.kind() != JsonKind.NUMBER) {
			throw wrongType(name, "a decimal string such as \"25.00\", or null for none");
		}
		String text = this.body.text(member);
		if (!USD.matcher(text).matches() || new BigDecimal(text).compareTo(MOST_USD) > 0) {
			throw invalidValue(name,
					"must be dollars such as \"25.00\", from 0 to " + MOST_USD + " with at most 12 decimals");
		}
		return Usd.of(text);
	}

	@Nullable Instant instant(String name) {
		String text = text(name);
		if (text == null) {
			return null;
		}
		try {
			Instant instant = OffsetDateTime.parse(text).toInstant();
			if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
				return instant;
			}
		}
		catch (DateTimeException ex) {
			// answered below, as an instant that is out of bounds
		}
		throw invalidValue(name, "must be an ISO-8601 instant such as 2026-12-31T00:00:00Z, from 2000 to 2199");
	}

}
