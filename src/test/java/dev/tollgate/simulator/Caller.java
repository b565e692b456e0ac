package dev.tollgate.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A simulator without pauses, and a plain HTTP client for it.
 */
final class Caller implements AutoCloseable {

	static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	final Simulator simulator = Simulator.start(new SimulatorSettings(0, Duration.ZERO, Duration.ZERO, NOON));

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	HttpResponse<String> post(String url, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.POST(HttpRequest.BodyPublishers.ofString(body));
		return send(headers(request, headers).build());
	}

	HttpResponse<String> get(String url, String... headers) {
		return send(headers(HttpRequest.newBuilder(URI.create(url)), headers).build());
	}

	HttpResponse<String> openAi(String body, String... headers) {
		return post(this.simulator.openAiBaseUrl() + "/chat/completions", body, bearer(headers));
	}

	HttpResponse<String> deepSeek(String body, String... headers) {
		return post(this.simulator.deepSeekBaseUrl() + "/chat/completions", body, bearer(headers));
	}

	HttpResponse<String> gemini(String model, String action, String body) {
		return post(this.simulator.geminiBaseUrl() + "/v1beta/models/" + model + ":" + action, body, "x-goog-api-key",
				"simulated");
	}

	static JsonNode json(HttpResponse<String> response) {
		return json(response.body());
	}

	static JsonNode json(String text) {
		return JSON.readTree(text);
	}

	// The data of all events.
	static List<String> data(String stream) {
		List<String> data = new ArrayList<>();
		stream.lines()
			.filter((line) -> line.startsWith("data: "))
			.forEach((line) -> data.add(line.substring("data: ".length())));
		return data;
	}

	// The data of all events but the end mark, as JSON.
	static List<JsonNode> events(String stream) {
		return data(stream).stream().filter((data) -> !data.equals("[DONE]")).map(Caller::json).toList();
	}

	@Override
	public void close() {
		this.client.close();
		this.simulator.close();
	}

	private static String[] bearer(String... headers) {
		String[] all = new String[headers.length + 2];
		all[0] = "authorization";
		all[1] = "Bearer simulated";
		System.arraycopy(headers, 0, all, 2, headers.length);
		return all;
	}

	private static HttpRequest.Builder headers(HttpRequest.Builder request, String... headers) {
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return request.timeout(Duration.ofSeconds(20));
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
