package dev.tollgate.provider.gemini;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole translations against files; {@code -Dgolden.update=true} writes the files anew.
 */
class GeminiGoldenTests {

	private static final Path FOLDER = Path.of("src/test/resources/provider/gemini/translate");

	private static final UpstreamModel MODEL = new UpstreamModel("gemini", "gemini-2.5-flash");

	private static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");

	private static final JsonMapper JSON = JsonMapper.shared();

	static List<String> requests() throws IOException {
		return scenarios(".openai.json", ".answer.openai.json");
	}

	static List<String> answers() throws IOException {
		return scenarios(".answer.gemini.json", null);
	}

	static List<String> streams() throws IOException {
		return scenarios(".gemini.sse", null);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestIsTranslated(String scenario) throws IOException {
		JsonNode request = JSON.readTree(Files.readString(FOLDER.resolve(scenario + ".openai.json")));
		GeminiRequestTranslator.Translated translated = GeminiRequestTranslator.translate(request,
				MODEL.withName(request.get("model").stringValue()));
		ObjectNode actual = JsonNodeFactory.instance.objectNode();
		actual.set("body", translated.body());
		translated.dropped().forEach(actual.putArray("dropped")::add);
		verify(scenario + ".gemini.json", pretty(actual));
	}

	@ParameterizedTest
	@MethodSource("answers")
	void answerIsTranslated(String scenario) throws IOException {
		JsonNode answer = JSON.readTree(Files.readString(FOLDER.resolve(scenario + ".answer.gemini.json")));
		verify(scenario + ".answer.openai.json", pretty(GeminiAnswerTranslator.translate(answer, MODEL, CREATED)));
	}

	@ParameterizedTest
	@MethodSource("streams")
	void streamIsTranslated(String scenario) throws IOException {
		GeminiStreamTranslator translator = new GeminiStreamTranslator(MODEL, CREATED);
		StringBuilder actual = new StringBuilder();
		for (String line : Files.readAllLines(FOLDER.resolve(scenario + ".gemini.sse"))) {
			if (line.startsWith("data: ")) {
				assertThat(translator.finished()).isFalse();
				translator.event(JSON.readTree(line.substring("data: ".length())))
					.forEach((chunk) -> actual.append("data: ").append(chunk).append("\n\n"));
			}
		}
		assertThat(translator.finished()).isTrue();
		ObjectNode usage = translator.usageChunk();
		assertThat(usage).isNotNull();
		actual.append("data: ").append(usage).append("\n\ndata: [DONE]\n\n");
		verify(scenario + ".openai.sse", actual.toString());
	}

	private static List<String> scenarios(String suffix, @Nullable String except) throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			List<String> scenarios = files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(suffix) && (except == null || !name.endsWith(except)))
				.map((name) -> name.substring(0, name.length() - suffix.length()))
				.sorted()
				.toList();
			assertThat(scenarios).isNotEmpty();
			return scenarios;
		}
	}

	private static String pretty(JsonNode node) {
		return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
	}

	private static void verify(String name, String actual) throws IOException {
		if (Boolean.getBoolean("golden.update")) {
			Files.writeString(FOLDER.resolve(name), actual);
		}
		assertThat(actual).isEqualTo(Files.readString(FOLDER.resolve(name)));
	}

}
