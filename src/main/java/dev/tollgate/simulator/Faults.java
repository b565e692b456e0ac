package dev.tollgate.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asked to go wrong, as {@code key=value key ...} in the header
 * {@code x-simulate} or, through any gateway, in a marker {@code [[simulate ...]]}
 * anywhere in its text. N is a number, D a duration such as {@code 250ms} or {@code 2s};
 * events count from 1.
 * <dl>
 * <dt>{@code only=provider}, {@code times=N}</dt>
 * <dd>the rest is meant for this provider, for the first N calls with this marker</dd>
 * <dt>{@code status=N}, {@code code=...}, {@code retry-after=seconds}</dt>
 * <dd>the provider's own error</dd>
 * <dt>{@code delay=D}, {@code first-token=D}, {@code gap=D}</dt>
 * <dd>pauses before the headers, after them, between events</dd>
 * <dt>{@code cut=N}, {@code end=N}, {@code stall=N}</dt>
 * <dd>after N events a reset, a clean end, silence; not streamed: after half the
 * body</dd>
 * <dt>{@code garbage=N}, {@code error=N}</dt>
 * <dd>event N is malformed, is an error and the last</dd>
 * <dt>{@code garbage-bytes}, {@code html}, {@code redirect}, {@code slow-body}</dt>
 * <dd>junk without end, a page (also with {@code status}), 302, a body in ten parts</dd>
 * <dt>{@code usage=none|zero|twice|negative|huge|every|null|separate|last|after-done}</dt>
 * <dd>where usage stands and what it says, see {@link UsageShape}</dd>
 * <dt>{@code no-done}, {@code no-finish}, {@code finish=...}</dt>
 * <dd>no end mark, no finish reason, another one</dd>
 * <dt>{@code keep-alive=N}, {@code split=N}, {@code crlf}, {@code extra}</dt>
 * <dd>signs of life before the answer, writes of at most N bytes, other line ends,
 * unknown fields</dd>
 * <dt>{@code tokens=N}, {@code reasoning=N}, {@code cached=N}</dt>
 * <dd>the length of answer and thoughts, at most a million each, and of cached input</dd>
 * <dt>{@code text=...}</dt>
 * <dd>exactly this answer; must be last</dd>
 * </dl>
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

	private static final Set<String> LENGTHS = Set.of("tokens", "reasoning");

	private static final int LONGEST = 1_000_000;

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
				&& (!LENGTHS.contains(key) || Integer.parseInt(value) <= LONGEST)
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
