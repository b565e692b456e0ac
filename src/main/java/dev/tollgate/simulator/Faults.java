package dev.tollgate.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asked to go wrong, as {@code key=value key ...}.
 */
final class Faults {

	static final Faults NONE = new Faults(Map.of());

	private static final Set<String> KEYS = Set.of("status", "code", "retry-after", "delay", "first-token", "gap",
			"cut", "end", "stall", "garbage", "garbage-bytes", "html", "error", "usage", "no-done", "no-finish",
			"finish", "keep-alive", "split", "crlf", "tokens", "reasoning", "cached", "extra", "text", "redirect",
			"slow-body", "only", "times");

	private static final Set<String> SPOILING = Set.of("status", "cut", "end", "stall", "garbage", "garbage-bytes",
			"html", "error", "no-finish", "redirect");

	private static final Set<String> NUMBERS = Set.of("status", "retry-after", "cut", "end", "stall", "garbage",
			"error", "keep-alive", "split", "tokens", "reasoning", "cached", "times");

	private static final Set<String> DURATIONS = Set.of("delay", "first-token", "gap");

	private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");

	private final Map<String, String> values;

	private Faults(Map<String, String> values) {
		this.values = Map.copyOf(values);
	}

	/**
	 * Reads a marker's or header's text.
	 * @param text the keys and values
	 * @return the faults
	 * @throws IllegalArgumentException for an unknown key or a wrong value
	 */
	static Faults of(String text) {
		Map<String, String> values = new LinkedHashMap<>();
		String rest = text.strip();
		while (!rest.isEmpty()) {
			if (rest.startsWith("text=")) {
				values.put("text", rest.substring("text=".length()));
				break;
			}
			String[] words = rest.split("\\s+", 2);
			String[] pair = words[0].split("=", 2);
			String key = pair[0].toLowerCase(Locale.ROOT);
			values.put(key, check(key, (pair.length == 2) ? pair[1] : ""));
			rest = (words.length == 2) ? words[1] : "";
		}
		return new Faults(values);
	}

	private static String check(String key, String value) {
		if (!KEYS.contains(key)) {
			throw new IllegalArgumentException("Unknown simulation key '" + key + "'");
		}
		boolean right = (!NUMBERS.contains(key) || value.matches("\\d{1,9}"))
				&& (!DURATIONS.contains(key) || DURATION.matcher(value).matches())
				&& (!"usage".equals(key) || UsageShape.known(value));
		if (!right) {
			throw new IllegalArgumentException("Wrong value '" + value + "' of simulation key '" + key + "'");
		}
		return value;
	}

	Faults and(Faults stronger) {
		Map<String, String> both = new LinkedHashMap<>(this.values);
		both.putAll(stronger.values);
		return new Faults(both);
	}

	boolean has(String key) {
		return this.values.containsKey(key);
	}

	// Whether the answer will not be the one a healthy provider gives.
	boolean spoil() {
		return this.values.keySet().stream().anyMatch(SPOILING::contains);
	}

	int number(String key, int otherwise) {
		String value = this.values.get(key);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	String text(String key, String otherwise) {
		return this.values.getOrDefault(key, otherwise);
	}

	Duration duration(String key, Duration otherwise) {
		Matcher matcher = DURATION.matcher(this.values.getOrDefault(key, ""));
		if (!matcher.matches()) {
			return otherwise;
		}
		long amount = Long.parseLong(matcher.group(1));
		return switch ((matcher.group(2) != null) ? matcher.group(2) : "ms") {
			case "s" -> Duration.ofSeconds(amount);
			case "m" -> Duration.ofMinutes(amount);
			default -> Duration.ofMillis(amount);
		};
	}

	UsageShape usage() {
		return UsageShape.of(text("usage", "normal"));
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
