package dev.tollgate.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.server.ServerWebExchange;

/**
 * The parameters of a query. One that is unknown, comes twice or is not of its form is an
 * {@link InvalidRequest} that names it: a report over the wrong rows looks right. One
 * without a value counts as not given.
 *
 * @param values the values by name
 */
record Parameters(Map<String, List<String>> values) {

	private static final int MAX_LENGTH = 1024;

	// what databases can keep, and anybody can mean
	private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

	static Parameters of(ServerWebExchange exchange, Set<String> known) {
		Map<String, List<String>> values = exchange.getRequest().getQueryParams();
		values.forEach((name, given) -> {
			if (!known.contains(name)) {
				throw new InvalidRequest("There is no parameter of this name", "unknown_parameter", name);
			}
			if (given.size() > 1) {
				throw invalid(name, "must be given once");
			}
		});
		return new Parameters(values);
	}

	static InvalidRequest invalid(String name, String message) {
		return new InvalidRequest("The parameter '" + name + "' " + message, "invalid_value", name);
	}

	@Nullable String text(String name) {
		List<String> given = this.values.getOrDefault(name, List.of());
		// the framework has a null where there is not even an equals sign
		String text = given.isEmpty() ? null : given.getFirst();
		if (text == null || text.isBlank()) {
			return null;
		}
		if (text.length() > MAX_LENGTH) {
			throw invalid(name, "is too long");
		}
		return text.trim();
	}

	int number(String name, int least, int most, int otherwise) {
		String text = text(name);
		if (text == null) {
			return otherwise;
		}
		try {
			int number = Integer.parseInt(text);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// answered below, as a number that is out of bounds
		}
		throw invalid(name, "must be a whole number from " + least + " to " + most);
	}

	/** The span of {@code from} and {@code to}, each of which may be missing. */
	Span span() {
		Instant from = instant("from");
		Instant to = instant("to");
		if (from != null && to != null && !from.isBefore(to)) {
			throw invalid("to", "must be later than 'from'");
		}
		return new Span(from, to);
	}

	/** An instant, or a date for its first instant in UTC. */
	@Nullable Instant instant(String name) {
		String text = text(name);
		if (text == null) {
			return null;
		}
		Instant instant = instant(name, text);
		if (instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)) {
			throw invalid(name, "must be from " + EARLIEST + " to " + LATEST);
		}
		return instant;
	}

	private static Instant instant(String name, String text) {
		try {
			return (text.length() == "yyyy-mm-dd".length())
					? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
					// a plus sign that was not encoded arrives as a space
					: OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
		}
		catch (DateTimeException ex) {
			throw invalid(name, "must be an ISO-8601 instant such as 2026-11-23T00:00:00Z, or a date in UTC");
		}
	}

	/**
	 * A half-open span of time.
	 *
	 * @param from the first instant, or null
	 * @param to the first instant that is no longer meant, or null
	 */
	record Span(@Nullable Instant from, @Nullable Instant to) {

		Instant requiredFrom() {
			return required("from", this.from);
		}

		Instant requiredTo() {
			return required("to", this.to);
		}

		private static Instant required(String name, @Nullable Instant instant) {
			if (instant == null) {
				throw new InvalidRequest("The parameter '" + name + "' is required", "missing_required_parameter",
						name);
			}
			return instant;
		}

	}

}
