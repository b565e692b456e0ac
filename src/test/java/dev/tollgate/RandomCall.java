package dev.tollgate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A call as somebody might make it.
 *
 * @param door by whose protocol, and whether streamed
 * @param model the model as the caller names it
 * @param text the question
 * @param media what is sent with it
 * @param length how long the answer is
 * @param usage how the provider reports what it bills
 * @param tier the service tier that is asked for, empty for none
 * @param start when it is made
 * @param took how long after that it ends
 */
record RandomCall(Door door, String model, String text, Medium media, Length length, String usage, String tier,
		Instant start, Duration took) {

	private static final List<String> OPENAI = List.of("gpt-4o", "openai/gpt-4o-mini", "gpt-4o-2024-05-13", "fast",
			"o3-mini", "openai/o1", "gpt-4.1", "gpt-5-mini", "backup/gpt-4o", "openai/unheard-of");

	private static final List<String> TIERED = List.of("gpt-5.4", "gpt-5.6-terra", "openai/gpt-6-luna", "gpt-6.1-sol");

	private static final List<String> DEEPSEEK = List.of("deepseek-chat", "deepseek-reasoner", "deepseek-flash",
			"deepseek/deepseek-v4-flash", "deepseek-v4-pro", "drained-deepseek/deepseek-v4-pro");

	private static final List<String> GEMINI = List.of("gemini-2.0-flash", "gemini-2.0-flash-lite", "gemini-2.5-pro",
			"gemini-2.5-flash", "gemini-3.6-flash", "gemini-4-argon");

	/** What counts as it stands, however it is reported; of the rest nothing does. */
	private static final Set<String> BELIEVED = Set.of("normal", "twice", "every", "last", "separate");

	private static final Arbitrary<Instant> EDGES = Combinators
		.combine(Arbitraries.integers().between(0, 120), Arbitraries.of(1, 4, 6, 10))
		.as((day, hour) -> Instant.parse("2026-08-14T00:00:00Z").plus(Duration.ofDays(day).plusHours(hour)));

	/** Where rows of the price list end and begin. */
	private static final Arbitrary<Instant> CHANGES = Arbitraries
		.of("2026-04-26T12:15:00Z", "2026-07-30T00:00:00Z", "2026-08-16T16:00:00Z", "2026-08-22T16:00:00Z",
				"2026-09-10T04:00:00Z", "2026-12-01T08:00:00Z", "2027-01-01T08:00:00Z")
		.map(Instant::parse);

	/** Calls to all providers, by all protocols, at all times. */
	static Arbitrary<RandomCall> any() {
		Arbitrary<Door> openAi = Arbitraries.of(Door.OPENAI, Door.OPENAI_STREAM, Door.OPENAI_STREAM_WITH_USAGE);
		Arbitrary<Door> gemini = Arbitraries.of(Door.GEMINI, Door.GEMINI_STREAM);
		Arbitrary<String> none = Arbitraries.just("");
		Arbitrary<Medium> pictures = media(Medium.PICTURE);
		Arbitrary<Medium> all = media(Medium.PICTURE, Medium.SOUND);
		return Arbitraries.oneOf(calls(openAi, Arbitraries.of(OPENAI), pictures, none),
				calls(openAi, Arbitraries.just("gpt-4o-audio-preview"), media(Medium.SOUND), none),
				calls(openAi, Arbitraries.of(TIERED), pictures,
						Arbitraries.of("", "auto", "default", "flex", "priority")),
				calls(openAi, Arbitraries.of(DEEPSEEK), Arbitraries.just(Medium.NONE), none),
				calls(openAi, Arbitraries.of(DEEPSEEK), Arbitraries.just(Medium.NONE), none),
				calls(openAi, Arbitraries.of(GEMINI), all, none), calls(gemini, Arbitraries.of(GEMINI), all, none));
	}

	private static Arbitrary<Medium> media(Medium... media) {
		return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(Medium.NONE)), Tuple.of(1, Arbitraries.of(media)));
	}

	private static Arbitrary<RandomCall> calls(Arbitrary<Door> doors, Arbitrary<String> models, Arbitrary<Medium> media,
			Arbitrary<String> tiers) {
		Arbitrary<String> words = Arbitraries.strings()
			.withChars('a', 'e', ' ', '\n', '"', '\\', 'ü', '空', '€')
			.ofMaxLength(120)
			.map((text) -> "Why? " + text);
		return Combinators.combine(doors, models, words, media, lengths(), usages(), tiers, instants())
			.as((door, model, text, medium, length, usage, tier, span) -> new RandomCall(door, model, text, medium,
					length, usage, tier, span.start, span.took));
	}

	private static Arbitrary<Length> lengths() {
		Arbitrary<Integer> mostlyNone = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(0)),
				Tuple.of(1, Arbitraries.integers().between(1, 60)));
		return Combinators.combine(Arbitraries.integers().between(0, 40), mostlyNone, mostlyNone).as(Length::new);
	}

	private static Arbitrary<String> usages() {
		return Arbitraries.frequency(Tuple.of(10, "normal"), Tuple.of(1, "twice"), Tuple.of(1, "every"),
				Tuple.of(1, "last"), Tuple.of(1, "separate"), Tuple.of(1, "none"), Tuple.of(1, "zero"),
				Tuple.of(1, "huge"), Tuple.of(1, "negative"), Tuple.of(1, "null"));
	}

	private static Arbitrary<Span> instants() {
		Instant first = Instant.parse("2025-02-05T00:00:00Z");
		Arbitrary<Instant> anywhere = Arbitraries.longs()
			.between(0, Duration.ofDays(800).toMillis())
			.map((millis) -> first.plus(Duration.ofMillis(millis)));
		Arbitrary<Instant> ends = Arbitraries.frequencyOf(Tuple.of(3, EDGES), Tuple.of(1, CHANGES),
				Tuple.of(1, anywhere));
		Arbitrary<Duration> besides = Arbitraries.of(-1000L, -1L, 0L, 1L).map(Duration::ofMillis);
		Arbitrary<Duration> took = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(Duration.ZERO)),
				Tuple.of(1, Arbitraries.integers().between(1, 900).map(Duration::ofSeconds)));
		return Combinators.combine(ends, besides, took)
			.as((end, beside, time) -> new Span(end.plus(beside).minus(time), time));
	}

	/** Whether the cost is what the provider reports. */
	boolean isReported() {
		return BELIEVED.contains(this.usage);
	}

	boolean isSlow() {
		return !this.took.isZero();
	}

	String path() {
		String call = "/v1beta/models/" + this.model;
		return switch (this.door) {
			case GEMINI -> call + ":generateContent";
			case GEMINI_STREAM -> call + ":streamGenerateContent?alt=sse";
			default -> "/v1/chat/completions";
		};
	}

	String body() {
		List<String> parts = new ArrayList<>();
		String question = GatewayCaller.quote(this.text + marker());
		if (this.door.isGemini()) {
			parts.add("{\"text\":" + question + "}");
			if (this.media != Medium.NONE) {
				parts
					.add("{\"inlineData\":{\"mimeType\":\"" + ((this.media == Medium.SOUND) ? "audio/wav" : "image/png")
							+ "\",\"data\":\"" + data() + "\"}}");
			}
			return "{\"contents\":[{\"role\":\"user\",\"parts\":[" + String.join(",", parts) + "]}]}";
		}
		parts.add("{\"type\":\"text\",\"text\":" + question + "}");
		if (this.media == Medium.SOUND) {
			parts.add("{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"wav\",\"data\":\"" + data() + "\"}}");
		}
		if (this.media == Medium.PICTURE) {
			parts.add("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + data() + "\"}}");
		}
		return "{\"model\":\"" + this.model + "\",\"messages\":[{\"role\":\"user\",\"content\":["
				+ String.join(",", parts) + "]}]" + options() + "}";
	}

	private String options() {
		return (this.tier.isEmpty() ? "" : ",\"service_tier\":\"" + this.tier + "\"") + switch (this.door) {
			case OPENAI_STREAM -> ",\"stream\":true";
			case OPENAI_STREAM_WITH_USAGE -> ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
			default -> "";
		};
	}

	private String data() {
		return (this.media == Medium.SOUND) ? Media.wavBase64(1) : Media.pngBase64(20, 10);
	}

	private String marker() {
		String marker = " [[simulate tokens=" + this.length.tokens + " reasoning=" + this.length.reasoning + " cached="
				+ this.length.cached;
		return marker + (this.usage.equals("normal") ? "" : " usage=" + this.usage) + (isSlow() ? " delay=30ms" : "")
				+ "]]";
	}

	/** How the call is made. */
	enum Door {

		OPENAI, OPENAI_STREAM, OPENAI_STREAM_WITH_USAGE, GEMINI, GEMINI_STREAM;

		boolean isGemini() {
			return this == GEMINI || this == GEMINI_STREAM;
		}

		boolean isStreamed() {
			return this != OPENAI && this != GEMINI;
		}

	}

	/** What a call carries beside text. */
	enum Medium {

		NONE, PICTURE, SOUND

	}

	/**
	 * How long an answer is, in tokens.
	 *
	 * @param tokens those of its text
	 * @param reasoning its thoughts
	 * @param cached those of the prompt that were cached
	 */
	record Length(int tokens, int reasoning, int cached) {
	}

	private record Span(Instant start, Duration took) {
	}

}
