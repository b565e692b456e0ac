package dev.tollgate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

	private static final String STREAMED = """
			{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Why is the sky blue? [[simulate %s]]"}]}""";

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

	HttpResponse<String> put(String url, String body) {
		return send(headers(HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofString(body)))
			.build());
	}

	HttpResponse<String> delete(String url) {
		return send(headers(HttpRequest.newBuilder(URI.create(url)).DELETE()).build());
	}

	HttpResponse<String> openAi(String body, String... headers) {
		return post(this.simulator.openAiBaseUrl() + "/chat/completions", body, bearer(headers));
	}

	HttpResponse<String> openAi(String body, Duration timeout) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create(this.simulator.openAiBaseUrl() + "/chat/completions"))
			.POST(HttpRequest.BodyPublishers.ofString(body));
		return send(headers(request, bearer()).timeout(timeout).build());
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

	/**
	 * A streamed OpenAI chat with a fault, read to its end, proper or not.
	 * @param fault the marker's keys
	 * @return what arrived
	 */
	Received stream(String fault) {
		return read(STREAMED.formatted(fault));
	}

	Received read(String body) {
		HttpRequest request = request(this.simulator.openAiBaseUrl() + "/chat/completions", body);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (InputStream stream = this.client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
			byte[] buffer = new byte[4096];
			for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
				bytes.write(buffer, 0, length);
			}
			return new Received(bytes.toString(StandardCharsets.UTF_8), true);
		}
		catch (IOException ex) {
			return new Received(bytes.toString(StandardCharsets.UTF_8), false);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Begins a streamed OpenAI chat with a fault and leaves it to the test to read.
	 * @param fault the marker's keys
	 * @return the open body
	 */
	InputStream open(String fault) throws IOException, InterruptedException {
		return open(this.simulator.openAiBaseUrl() + "/chat/completions", STREAMED.formatted(fault));
	}

	InputStream open(String url, String body) throws IOException, InterruptedException {
		return this.client.send(request(url, body), HttpResponse.BodyHandlers.ofInputStream()).body();
	}

	private static HttpRequest request(String url, String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.POST(HttpRequest.BodyPublishers.ofString(body));
		return headers(request, bearer("x-goog-api-key", "simulated")).build();
	}

	@Override
	public void close() {
		this.client.shutdownNow();
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

	/**
	 * What arrived of a body.
	 *
	 * @param text its text
	 * @param whole whether it ended properly
	 */
	record Received(String text, boolean whole) {
	}

}
