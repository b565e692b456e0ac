package dev.tollgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.tollgate.Dashboards.Board;
import dev.tollgate.testing.PrometheusServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The boards are such as Grafana can be given, and the alerts such as somebody can do
 * something about. What their expressions say of a running gateway is
 * {@link BoardsJarTests}' to check.
 */
class DashboardTests {

	private static final int COLUMNS = 24;

	private static final Set<String> TYPES = Set.of("stat", "timeseries", "bargauge", "table", "state-timeline");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

	private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

	private static final Path RULES = Path.of("helm/tollgate/rules/tollgate.yml");

	static List<Board> boards() {
		return Dashboards.all();
	}

	@Test
	void thereAreThree() {
		assertThat(boards()).extracting(Board::file).containsExactly("cost.json", "providers.json", "service.json");
		assertThat(boards()).extracting((board) -> board.json().path("uid").asString()).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@MethodSource("boards")
	void aBoardIsOfACurrentSchemaAndLeadsToTheOthers(Board board) {
		JsonNode json = board.json();
		assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
		assertThat(json.has("id")).as("an id of some Grafana's").isFalse();
		assertThat(json.path("title").asString()).startsWith("Tollgate / ");
		assertThat(json.path("uid").asString()).matches("[a-z-]{1,40}");
		assertThat(json.path("description").asString()).isNotEmpty();
		assertThat(json.path("tags").valueStream().map(JsonNode::asString)).contains("tollgate");
		JsonNode link = json.path("links").path(0);
		assertThat(link.path("type").asString()).isEqualTo("dashboards");
		assertThat(link.path("tags").path(0).asString()).isEqualTo("tollgate");
		assertThat(link.path("includeVars").asBoolean()).isTrue();
		assertThat(link.path("keepTime").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("boards")
	void panelsFillTheGridWithoutOverlap(Board board) {
		Set<Integer> ids = new HashSet<>();
		Set<List<Integer>> taken = new HashSet<>();
		for (JsonNode panel : board.all()) {
			assertThat(ids.add(panel.path("id").asInt())).as("id of " + panel.path("title")).isTrue();
			JsonNode place = panel.path("gridPos");
			int right = place.path("x").asInt() + place.path("w").asInt();
			assertThat(right).as(panel.path("title").asString()).isLessThanOrEqualTo(COLUMNS);
			for (int x = place.path("x").asInt(); x < right; x++) {
				for (int y = place.path("y").asInt(); y < place.path("y").asInt() + place.path("h").asInt(); y++) {
					assertThat(taken.add(List.of(x, y))).as("overlap at " + panel.path("title")).isTrue();
				}
			}
		}
		int height = taken.stream().mapToInt((cell) -> cell.get(1)).max().orElse(0) + 1;
		for (int y = 0; y < height; y++) {
			int row = y;
			assertThat(taken.stream().filter((cell) -> cell.get(1) == row)).as("line " + y).isNotEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("boards")
	void aPanelSaysWhatItShowsAndInWhichUnit(Board board) {
		for (JsonNode panel : board.panels()) {
			String title = panel.path("title").asString();
			assertThat(title).isNotEmpty();
			assertThat(TYPES).contains(panel.path("type").asString());
			assertThat(panel.path("description").asString()).as(title)
				.matches("[A-Z].{10,}\\.|[a-z_]+[:;].{10,}\\.|failed.*\\.");
			JsonNode defaults = panel.path("fieldConfig").path("defaults");
			if (!panel.path("type").asString().equals("state-timeline")) {
				assertThat(defaults.path("unit").asString()).as(title).isNotEmpty();
			}
			assertThat(defaults.path("thresholds").path("steps").path(0).path("value").isNull()).as(title).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("boards")
	void everyQueryGoesToTheChosenDataSource(Board board) {
		for (JsonNode panel : board.panels()) {
			String title = panel.path("title").asString();
			assertThat(panel.path("datasource").path("uid").asString()).as(title).isEqualTo("${datasource}");
			Set<String> references = new HashSet<>();
			assertThat(panel.path("targets").isEmpty()).as(title).isFalse();
			for (JsonNode target : panel.path("targets")) {
				assertThat(references.add(target.path("refId").asString())).as(title).isTrue();
				assertThat(target.path("datasource").path("uid").asString()).as(title).isEqualTo("${datasource}");
				assertThat(target.path("expr").asString()).as(title).isNotEmpty();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("boards")
	void variablesThatAreUsedAreThereAndTheOthersAreNot(Board board) {
		Set<String> there = board.json()
			.path("templating")
			.path("list")
			.valueStream()
			.map((variable) -> variable.path("name").asString())
			.collect(Collectors.toCollection(TreeSet::new));
		String text = board.json().path("panels") + board.json().path("templating").path("list").toString();
		Set<String> used = VARIABLE.matcher(text)
			.results()
			.map((match) -> match.group(1))
			.filter((name) -> !name.startsWith("__") && !name.matches("\\d+"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(used).isEqualTo(there);
	}

	@Test
	void everyAlertHasASectionInTheRunbooksAndEverySectionAnAlert() throws IOException {
		String rules = Files.readString(RULES);
		List<String> alerts = ALERT.matcher(rules).results().map((match) -> match.group(1)).toList();
		assertThat(alerts).hasSizeGreaterThan(10);
		assertThat(Pattern.compile("(?m)^## (Tollgate\\w+)$")
			.matcher(Files.readString(Path.of("docs/runbooks.md")))
			.results()
			.map((match) -> match.group(1))).containsExactlyInAnyOrderElementsOf(alerts);
		for (String alert : alerts) {
			assertThat(rules)
				.contains("runbook: \"docs/runbooks.md#" + alert.toLowerCase(java.util.Locale.ROOT) + "\"");
		}
	}

	@Test
	void everyAlertIsTested() throws IOException {
		String tests = Files.readString(Path.of("src/test/resources/prometheus/tollgate-tests.yml"));
		for (MatchResult alert : ALERT.matcher(Files.readString(RULES)).results().toList()) {
			assertThat(tests).containsPattern("alertname: " + alert.group(1) + "\\s+eval_time: \\w+\\s+exp_alerts:");
		}
	}

	@Test
	void promtoolFindsTheRulesSoundAndTheirTestsPass(@TempDir Path directory) throws IOException {
		Path work = directory.resolve("work");
		FileSystemUtils.copyRecursively(Path.of("helm/tollgate/rules"), work.resolve("helm/tollgate/rules"));
		FileSystemUtils.copyRecursively(Path.of("src/test/resources/prometheus"),
				work.resolve("src/test/resources/prometheus"));
		assertThat(PrometheusServer.promtool(work, "check", "rules", "helm/tollgate/rules/tollgate.yml"))
			.contains("SUCCESS: ");
		assertThat(PrometheusServer.promtool(work, "test", "rules", "src/test/resources/prometheus/tollgate-tests.yml"))
			.contains("SUCCESS")
			.doesNotContain("FAILED");
	}

}
