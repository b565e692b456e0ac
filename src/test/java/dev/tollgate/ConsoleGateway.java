package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

/**
 * The jar that the console's tests look at: one for all of them, with the simulator and
 * routes of every strategy.
 */
final class ConsoleGateway {

	private static final String CONFIGURATION = """
			tollgate:
			  server:
			    cors:
			      allowed-origins: ["http://localhost:[*]"]
			  ledger:
			    batch-interval: 5ms
			  routes:
			    - name: thrifty
			      strategy: cheapest-now
			      targets: [{ provider: deepseek, model: deepseek-flash }, { provider: openai, model: gpt-4o-mini }]
			    - name: quick
			      strategy: fastest
			      targets: [{ provider: openai, model: gpt-4o-mini }, { provider: gemini, model: gemini-2.5-flash-lite }]
			    - name: support
			      targets: [{ provider: openai, model: gpt-4o }, { provider: gemini, model: gemini-2.5-flash }]
			      defaults: { temperature: 0.3 }
			    - name: trial
			      strategy: weighted
			      targets: [{ provider: openai, model: gpt-4o-mini, weight: 95 }, { provider: gemini, model: gemini-2.5-flash, weight: 5 }]
			""";

	private static @Nullable ConsoleGateway started;

	private final HttpClient client = HttpClient.newHttpClient();

	private final GatewayProcess process;

	private final int simulator;

	private ConsoleGateway() throws IOException {
		Path directory = Files.createTempDirectory("tollgate-console");
		Files.writeString(directory.resolve("application.yml"), CONFIGURATION);
		String data = System.getProperty("console.data", "");
		if (!data.isEmpty()) {
			FileSystemUtils.copyRecursively(Path.of(data), directory.resolve("data"));
		}
		try (ServerSocket socket = new ServerSocket(0)) {
			this.simulator = socket.getLocalPort();
		}
		this.process = new GatewayProcess(directory,
				Map.of("TOLLGATE_SIMULATION_PORT", Integer.toString(this.simulator), "TOLLGATE_SIMULATION_FIRSTTOKEN",
						"20ms", "TOLLGATE_SIMULATION_BETWEENEVENTS", "2ms"),
				"--spring.config.additional-location=file:" + directory + "/");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
	}

	private void stop(Path directory) {
		try {
			this.process.close();
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The gateway, started by the first who asks. */
	static synchronized ConsoleGateway get() {
		try {
			if (started == null) {
				started = new ConsoleGateway();
				started.awaitLedger();
			}
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The ledger's tables are made when its database has answered. */
	private void awaitLedger() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> text("/admin/requests", "application/json").startsWith("{\"data\""));
	}

	String url(String path) {
		return this.process.url(path);
	}

	/** What the API says to the administrator. */
	JsonNode ask(String path) {
		return this.process.get(path);
	}

	/** A text of the API, such as a report as CSV. */
	String text(String path, String accept) {
		return send(this.process.api(path).header("accept", accept).build());
	}

	/** Sends JSON as the administrator. */
	JsonNode post(String path, String json) {
		return send("POST", path, json);
	}

	/** Changes what is at an address, as the administrator. */
	JsonNode patch(String path, String json) {
		return send("PATCH", path, json);
	}

	private JsonNode send(String method, String path, String json) {
		return GatewayCaller.json(send(this.process.api(path)
			.header("content-type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(json))
			.build()));
	}

	/** What a key is answered. */
	int status(String path, String key) {
		return exchange(HttpRequest.newBuilder(URI.create(url(path))).header("authorization", "Bearer " + key).build())
			.statusCode();
	}

	/** Asks a model, and forgets the answer. */
	void chat(String model, String text, String tags) {
		send(this.process.api("/v1/chat/completions")
			.header("content-type", "application/json")
			.header("x-tollgate-tags", tags)
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"model": "%s", "messages": [{"role": "user", "content": "%s"}]}""".formatted(model, text)))
			.build());
	}

	/** The calls that have reached providers, oldest first. */
	List<JsonNode> calls() {
		return new ArrayList<>(GatewayCaller.json(send(simulator("/simulator/calls").build())).valueStream().toList());
	}

	/** Forgets the calls. */
	void forgetCalls() {
		send(simulator("/simulator/calls").DELETE().build());
	}

	/** Has a provider fail, or heals it. */
	void fault(String provider, @Nullable String fault) {
		HttpRequest.Builder request = simulator("/simulator/faults/" + provider);
		send(((fault != null) ? request.PUT(HttpRequest.BodyPublishers.ofString(fault)) : request.DELETE()).build());
	}

	private HttpRequest.Builder simulator(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.simulator + path));
	}

	private String send(HttpRequest request) {
		return exchange(request).body();
	}

	private HttpResponse<String> exchange(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
