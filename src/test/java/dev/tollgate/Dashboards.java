package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The boards as Grafana gets them.
 */
final class Dashboards {

	static final Path DIRECTORY = Path.of("helm/tollgate/dashboards");

	/** What Grafana puts in place of its variables, at a scrape a second. */
	private static final Map<String, String> VARIABLES = Map.of("$__rate_interval", "10s", "$__range", "10m",
			"$interval", "10s", "$provider", ".*", "$model", ".*", "$team", ".*", "$route", ".*");

	private Dashboards() {
	}

	/** All boards, by the names of their files. */
	static List<Board> all() {
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			return files.sorted().map(Dashboards::read).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Board read(Path file) {
		try {
			return new Board(String.valueOf(file.getFileName()), JsonMapper.shared().readTree(Files.readString(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** An expression as Prometheus gets it. */
	static String expression(String expr) {
		String text = expr;
		for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
			text = text.replace(variable.getKey(), variable.getValue());
		}
		return text;
	}

	/**
	 * A board.
	 *
	 * @param file the name of its file
	 * @param json the board
	 */
	record Board(String file, JsonNode json) {

		/** Its panels, without the rows that they are in. */
		List<JsonNode> panels() {
			return all().stream().filter((panel) -> !panel.path("type").asString().equals("row")).toList();
		}

		List<JsonNode> all() {
			return this.json.path("panels").valueStream().toList();
		}

		@Override
		public String toString() {
			return this.file;
		}

	}

}
