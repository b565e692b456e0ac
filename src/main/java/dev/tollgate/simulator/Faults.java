package dev.tollgate.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * <dt>{@code only=provider,...}, {@code key=...}, {@code times=N}</dt>
 * <dd>the rest is meant for these providers, for calls with a credential that ends so,
 * for the first N calls with this marker at each provider</dd>
 * <dt>{@code ;}</dt>
 * <dd>what follows is meant for others, or goes on otherwise</dd>
 * <dt>{@code status=N}, {@code code=...}, {@code blocked}</dt>
 * <dd>the provider's own error, its own refusal of a prompt by its content filter</dd>
 * <dt>{@code retry-after=seconds}, {@code retry-after-ms=N},
 * {@code retry-date=seconds}</dt>
 * <dd>when to come back; Gemini says the first in its body, the last is an HTTP date</dd>
 * <dt>{@code delay=D}, {@code first-token=D}, {@code gap=D}, {@code trickle=D}</dt>
 * <dd>pauses before the headers, after them, between events, between writes</dd>
 * <dt>{@code hang-up}, {@code cut=N}, {@code end=N}, {@code stall=N}</dt>
 * <dd>the connection is closed without an answer; after N events a reset, a clean end,
 * silence; not streamed: after half the body</dd>
 * <dt>{@code garbage=N}, {@code garbage=N-M}, {@code error=N},
 * {@code error-status=N}</dt>
 * <dd>events that are malformed, the event that is an error and the last, with a status
 * in it</dd>
 * <dt>{@code garbage-bytes}, {@code html}, {@code redirect}, {@code slow-body}</dt>
 * <dd>junk without end, a page (also with {@code status}), 302, a body in ten parts</dd>
 * <dt>{@code comments=D}, {@code endless}</dt>
 * <dd>nothing but signs of life, with {@code stall} after its events; an answer that has
 * no end</dd>
 * <dt>{@code type=...}, {@code encoding=...}, {@code length=N}</dt>
 * <dd>another content type; a content encoding, applied if it is gzip; not streamed: a
 * content length that is wrong by N</dd>
 * <dt>{@code usage=none|zero|twice|negative|huge|every|null|separate|last|after-done}</dt>
 * <dd>where usage stands and what it says, see {@link UsageShape}</dd>
 * <dt>{@code no-done}, {@code no-finish}, {@code finish=...}</dt>
 * <dd>no end mark, no finish reason, another one</dd>
 * <dt>{@code keep-alive=N}, {@code split=N}, {@code crlf}, {@code cr}, {@code bom}</dt>
 * <dd>signs of life before the answer, writes of at most N bytes, other line ends, a byte
 * order mark</dd>
 * <dt>{@code fields}, {@code lines}, {@code extra}</dt>
 * <dd>events with more fields than data, with data in several lines, unknown fields in
 * JSON</dd>
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
			"slow-body", "only", "times", "key", "blocked", "retry-after-ms", "retry-date", "trickle", "hang-up",
			"error-status", "comments", "endless", "type", "encoding", "length", "cr", "bom", "fields", "lines");

	private static final Set<String> SPOILING = Set.of("status", "cut", "end", "stall", "garbage", "garbage-bytes",
			"html", "error", "no-finish", "redirect", "blocked", "hang-up", "comments", "endless", "type", "encoding",
			"length");

	private static final Set<String> NUMBERS = Set.of("status", "retry-after", "cut", "end", "stall", "error",
			"keep-alive", "split", "tokens", "reasoning", "cached", "times", "retry-after-ms", "retry-date",
			"error-status");

	private static final Set<String> LENGTHS = Set.of("tokens", "reasoning");

	private static final int LONGEST = 1_000_000;

	private static final Set<String> DURATIONS = Set.of("delay", "first-token", "gap", "trickle", "comments");

	private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");

	private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

	private static final Pattern OFFSET = Pattern.compile("-?\\d{1,9}");

	private final Map<String, String> values;

	private Faults(Map<String, String> values) {
		this.values = Map.copyOf(values);
	}

	/**
	 * Reads a marker's or header's text.
	 * @param text the keys and values
	 * @return the faults of each clause, at least one
	 * @throws IllegalArgumentException for an unknown key or a wrong value
	 */
	static List<Faults> clauses(String text) {
		List<Faults> clauses = new ArrayList<>();
		Map<String, String> values = new LinkedHashMap<>();
		String rest = text.strip();
		while (!rest.isEmpty()) {
			if (rest.startsWith("text=")) {
				values.put("text", rest.substring("text=".length()));
				break;
			}
			String[] words = rest.split("\\s+|(?<=;)", 2);
			rest = (words.length == 2) ? words[1].strip() : "";
			String word = words[0].replace(";", "");
			if (!word.isEmpty()) {
				put(word, values);
			}
			if (words[0].endsWith(";")) {
				clauses.add(new Faults(values));
				values.clear();
			}
		}
		clauses.add(new Faults(values));
		return clauses;
	}

	/**
	 * Reads a single clause, whoever it is meant for.
	 * @param text the keys and values
	 * @return the faults
	 * @throws IllegalArgumentException for an unknown key or a wrong value
	 */
	static Faults of(String text) {
		return clauses(text).getFirst();
	}

	private static void put(String word, Map<String, String> values) {
		String[] pair = word.split("=", 2);
		String key = pair[0].toLowerCase(Locale.ROOT);
		values.put(key, check(key, (pair.length == 2) ? pair[1] : ""));
	}

	private static String check(String key, String value) {
		if (!KEYS.contains(key)) {
			throw new IllegalArgumentException("Unknown simulation key '" + key + "'");
		}
		boolean right = (!NUMBERS.contains(key) || value.matches("\\d{1,9}"))
				&& (!DURATIONS.contains(key) || DURATION.matcher(value).matches())
				&& (!"garbage".equals(key) || RANGE.matcher(value).matches())
				&& (!"length".equals(key) || OFFSET.matcher(value).matches())
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

	/**
	 * Whether they are for a call.
	 * @param provider the provider that is called
	 * @param credential with which credential, empty for none
	 * @return true unless they name other providers or another credential
	 */
	boolean meant(String provider, String credential) {
		return List.of(text("only", provider).split(",")).contains(provider) && credential.endsWith(text("key", ""));
	}

	// Whether the answer will not be the one a healthy provider gives.
	boolean spoil() {
		return this.values.keySet().stream().anyMatch(SPOILING::contains);
	}

	int number(String key, int otherwise) {
		String value = this.values.get(key);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	// Whether an event is malformed; events count from 1
	boolean garbles(int event) {
		Matcher matcher = RANGE.matcher(text("garbage", ""));
		if (!matcher.matches()) {
			return false;
		}
		int first = Integer.parseInt(matcher.group(1));
		int last = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : first;
		return event >= first && event <= last;
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
