package dev.tollgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.tollgate.testing.PanelPicture;
import dev.tollgate.testing.PrometheusServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draws two panels of two demo days for the documentation, after one in which the machine
 * warms up. It runs only when it is told where to:
 * {@code mvn verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=BoardsPictureJarTests -Dtollgate.picture=docs/images/boards.svg}.
 */
@EnabledIfSystemProperty(named = "tollgate.picture", matches = ".+", disabledReason = "draws for the documentation")
class BoardsPictureJarTests {

	@TempDir
	private Path directory = Path.of("");

	@Test
	void drawsTwoPanels() throws Exception {
		PrometheusServer.assumeThere("the picture of the boards");
		Map<String, String> quiet = Map.of("LOGGING_LEVEL_DEV_TOLLGATE_REQUESTS", "off");
		try (GatewayProcess gateway = new GatewayProcess(this.directory, quiet, "demo", "--days=3", "--rate=30");
				PrometheusServer prometheus = new PrometheusServer("127.0.0.1:" + gateway.managementPort(),
						Path.of("helm/tollgate/rules/tollgate.yml"), this.directory)) {
			Awaitility.await()
				.atMost(Duration.ofMinutes(5))
				.pollInterval(Duration.ofMillis(500))
				.until(() -> Files.readString(this.directory.resolve("log")).contains("days are over"));
			long end = prometheus.query("vector(time())").getFirst().path("value").path(0).asLong();
			PanelPicture windows = new PanelPicture("Cost: dollars by price window, two days of the demo", "$");
			windows.add("window", range(prometheus, "cost.json", "Dollars by price window", end));
			PanelPicture tokens = new PanelPicture("Providers: first token, p95", "s");
			tokens.add("provider", range(prometheus, "providers.json", "First token, p95", end));
			String picture = PanelPicture.sideBySide(List.of(windows.bars(), tokens.lines()));
			assertThat(picture).contains("<rect", "<polyline", "peak", "standard");
			Files.writeString(Path.of(System.getProperty("tollgate.picture")), picture);
		}
	}

	private static List<JsonNode> range(PrometheusServer prometheus, String board, String title, long end)
			throws IOException {
		JsonNode panel = Dashboards.all()
			.stream()
			.filter((one) -> one.file().equals(board))
			.flatMap((one) -> one.panels().stream())
			.filter((one) -> one.path("title").asString().equals(title)
					&& one.path("type").asString().equals("timeseries"))
			.findFirst()
			.orElseThrow();
		String expression = panel.path("targets")
			.path(0)
			.path("expr")
			.asString()
			.replace("[$interval]", "[3s]")
			.replace("$__rate_interval", "6s");
		return prometheus.queryRange(Dashboards.expression(expression), end - 119, end);
	}

}
