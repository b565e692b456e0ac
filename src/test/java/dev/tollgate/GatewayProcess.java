package dev.tollgate;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * The jar as a process of its own, which can be killed.
 */
final class GatewayProcess implements AutoCloseable {

	static final String KEY = "tg-admin-key-of-the-tests";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port;

	private final int managementPort;

	private final Process process;

	GatewayProcess(Path directory, Map<String, String> environment, String... options) throws IOException {
		this.port = freePort();
		this.managementPort = freePort();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// what lives for seconds need not be compiled twice
		command
			.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", System.getProperty("tollgate.jar")));
		command.addAll(List.of(options));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment()
			.putAll(Map.of("TOLLGATE_ADMIN_KEY", KEY, "TOLLGATE_DATA_DIR", directory.resolve("data").toString(),
					"SERVER_PORT", Integer.toString(this.port), "MANAGEMENT_SERVER_PORT",
					Integer.toString(this.managementPort)));
		builder.environment().putAll(environment);
		builder.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
		this.process = builder.start();
		Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(this::isReady);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws IOException, InterruptedException {
		if (!this.process.isAlive()) {
			throw new AssertionError("The gateway ended with " + this.process.exitValue());
		}
		return send(management("/actuator/health/readiness")).statusCode() == 200;
	}

	/** An address of the API. */
	String url(String path) {
		return "http://127.0.0.1:" + this.port + path;
	}

	private HttpRequest management(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.managementPort + path)).build();
	}

	HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	HttpRequest.Builder api(String path) {
		return HttpRequest.newBuilder(URI.create(url(path)))
			.header("authorization", "Bearer " + KEY)
			.timeout(Duration.ofSeconds(30));
	}

	/** Sends a chat and reads its answer to the end. */
	HttpResponse<String> chat(String body, String tags) throws IOException, InterruptedException {
		return send(api("/v1/chat/completions").header("content-type", "application/json")
			.header("x-tollgate-tags", tags)
			.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
			.build());
	}

	/** Posts JSON with some key. */
	HttpResponse<String> post(String path, String body, String key) throws IOException, InterruptedException {
		return send(api(path).setHeader("authorization", "Bearer " + key)
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
			.build());
	}

	/** Asks with some key. */
	HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
		return send(api(path).setHeader("authorization", "Bearer " + key).build());
	}

	JsonNode get(String path) {
		try {
			HttpResponse<String> response = send(api(path).build());
			if (response.statusCode() != 200) {
				throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
			}
			return GatewayCaller.json(response.body());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	int managementPort() {
		return this.managementPort;
	}

	/** The sum of a metric over all its labels. */
	double metric(String name) throws IOException, InterruptedException {
		return send(management("/actuator/prometheus")).body()
			.lines()
			.filter((line) -> line.startsWith(name + " ") || line.startsWith(name + "{"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	/** As {@code kill -9} does it. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/** As {@code kill} does it. */
	int stop() throws InterruptedException {
		terminate();
		return exitCode();
	}

	/** Tells it to end, and does not wait. */
	void terminate() {
		this.process.destroy();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	int exitCode() throws InterruptedException {
		return this.process.waitFor();
	}

	/** The status of a health probe, such as {@code readiness}. */
	int probe(String name) throws IOException, InterruptedException {
		return send(management("/actuator/health/" + name)).statusCode();
	}

	@Override
	public void close() throws InterruptedException {
		this.client.shutdownNow();
		kill();
	}

}
