package dev.tollgate.testing;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.MountableFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus on loopback that scrapes one address every second: in a container,
 * or, where no Docker engine answers, the one that is installed. Tests are skipped, and
 * say so, where there is neither.
 */
public final class PrometheusServer implements AutoCloseable {

	private static final String IMAGE = "prom/prometheus:v3.5.0";

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final @Nullable GenericContainer<?> container;

	private final @Nullable Process process;

	/**
	 * Starts a server.
	 * @param target the host and port whose {@code /actuator/prometheus} is scraped
	 * @param rules a file of rules
	 * @param directory where it may write
	 * @throws IOException if it cannot be started
	 */
	public PrometheusServer(String target, Path rules, Path directory) throws IOException {
		this.port = freePort();
		Path config = directory.resolve("prometheus.yml");
		Files.writeString(config, """
				global: { scrape_interval: 1s, evaluation_interval: 1s }
				rule_files: [rules.yml]
				scrape_configs:
				  - job_name: tollgate
				    metrics_path: /actuator/prometheus
				    static_configs: [{ targets: ["%s"] }]
				""".formatted(target));
		String listen = "--web.listen-address=127.0.0.1:" + this.port;
		if (DockerClientFactory.instance().isDockerAvailable()) {
			this.process = null;
			// on the host's network: it is the host's loopback that is scraped
			this.container = new GenericContainer<>(IMAGE).withNetworkMode("host")
				.withCopyFileToContainer(MountableFile.forHostPath(config), "/etc/prometheus/prometheus.yml")
				.withCopyFileToContainer(MountableFile.forHostPath(rules), "/etc/prometheus/rules.yml")
				.withCommand("--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", listen);
			this.container.start();
		}
		else {
			this.container = null;
			Files.copy(rules, directory.resolve("rules.yml"));
			this.process = new ProcessBuilder("prometheus", "--config.file=" + config,
					"--storage.tsdb.path=" + directory.resolve("tsdb"), listen)
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("prometheus.log").toFile())
				.start();
		}
		Awaitility.await().ignoreExceptions().until(() -> get("/-/ready").statusCode() == 200);
	}

	/**
	 * Skips tests where there is no Prometheus to be had.
	 * @param what the tests, in the words that say what was skipped
	 */
	public static void assumeThere(String what) {
		if (!DockerClientFactory.instance().isDockerAvailable() && !isInstalled("prometheus")) {
			System.out.println("SKIPPED: " + what + ", as no Docker engine answers and no prometheus is installed");
			Assumptions.abort("no Prometheus");
		}
	}

	/**
	 * Runs {@code promtool}, where there is one.
	 * @param directory the directory that its arguments are relative to
	 * @param arguments the arguments
	 * @return what it says
	 * @throws IOException if it cannot be started
	 */
	public static String promtool(Path directory, String... arguments) throws IOException {
		if (DockerClientFactory.instance().isDockerAvailable()) {
			try (GenericContainer<?> tool = new GenericContainer<>(IMAGE)) {
				tool.withCreateContainerCmdModifier((command) -> command.withEntrypoint("promtool"))
					.withCopyFileToContainer(MountableFile.forHostPath(directory), "/work")
					.withWorkingDirectory("/work")
					.withCommand(arguments)
					.withStartupCheckStrategy(new OneShotStartupCheckStrategy())
					.start();
				return tool.getLogs();
			}
		}
		assumeThere("rules by promtool");
		List<String> command = new ArrayList<>(List.of("promtool"));
		command.addAll(Arrays.asList(arguments));
		Process tool = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
		return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static boolean isInstalled(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Evaluates an expression now.
	 * @param expression PromQL
	 * @return the series, or one scalar
	 */
	public List<JsonNode> query(String expression) {
		JsonNode data = api("/api/v1/query?query=" + encode(expression));
		return data.path("resultType").asString().equals("scalar") ? List.of(data)
				: data.path("result").valueStream().toList();
	}

	/**
	 * Evaluates an expression at many instants.
	 * @param expression PromQL
	 * @param start the first, in seconds since 1970
	 * @param end the last
	 * @return the series
	 */
	public List<JsonNode> queryRange(String expression, long start, long end) {
		return api("/api/v1/query_range?query=" + encode(expression) + "&start=" + start + "&end=" + end + "&step=1")
			.path("result")
			.valueStream()
			.toList();
	}

	/**
	 * Asks Prometheus' own API.
	 * @param path path and query
	 * @return the data of a successful answer
	 */
	public JsonNode api(String path) {
		HttpResponse<String> response = get(path);
		JsonNode body = JsonMapper.shared().readTree(response.body());
		if (!body.path("status").asString().equals("success")) {
			throw new AssertionError(path + ": " + response.body());
		}
		return body.path("data");
	}

	private HttpResponse<String> get(String path) {
		try {
			return this.client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		if (this.container != null) {
			this.container.close();
		}
		if (this.process != null) {
			this.process.destroy();
		}
	}

}
