package dev.tollgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.Environment;

/**
 * Calls the gateway as anybody would: over HTTP.
 */
final class GatewayCaller implements AutoCloseable {

	static final String KEY = "tg-key-of-the-tests";

	static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Environment environment;

	GatewayCaller(Environment environment) {
		this.environment = environment;
	}

	int port() {
		return this.environment.getRequiredProperty("local.server.port", Integer.class);
	}

	String url(String path) {
		return "http://127.0.0.1:" + port() + path;
	}

	String managementUrl(String path) {
		return "http://127.0.0.1:" + this.environment.getRequiredProperty("local.management.port") + path;
	}

	/** Posts JSON with the key of the tests; a header of the same name replaces it. */
	HttpResponse<String> post(String path, String json, String... headers) {
		return send(keyed(path, headers).POST(HttpRequest.BodyPublishers.ofString(json)).build());
	}

	/** Asks a model, as OpenAI's clients do. */
	HttpResponse<String> chat(String model, String text, String... headers) {
		return post("/v1/chat/completions", ask(model, text, ""), headers);
	}

	/** Asks a model and reads the stream to its end; the usage is asked for. */
	HttpResponse<String> stream(String model, String text, String... headers) {
		return post("/v1/chat/completions",
				ask(model, text, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"), headers);
	}

	/** Asks a Gemini model in its own protocol. */
	HttpResponse<String> gemini(String call, String text, String... headers) {
		String path = "/v1beta/models/" + call + (call.endsWith(":streamGenerateContent") ? "?alt=sse" : "");
		return post(path, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":" + quote(text) + "}]}]}", headers);
	}

	HttpResponse<String> get(String path, String... headers) {
		return send(keyed(path, headers).build());
	}

	/** Posts JSON and leaves the answer to be read. */
	HttpResponse<InputStream> open(String path, String json) {
		HttpRequest request = keyed(path).POST(HttpRequest.BodyPublishers.ofString(json)).build();
		return exchange(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	/** Posts JSON and reads what comes, whether it ends properly or not. */
	Received receive(String path, String json) {
		HttpResponse<InputStream> response = open(path, json);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (InputStream body = response.body()) {
			body.transferTo(bytes);
			return new Received(response, bytes.toString(StandardCharsets.UTF_8), true);
		}
		catch (IOException ex) {
			return new Received(response, bytes.toString(StandardCharsets.UTF_8), false);
		}
	}

	HttpResponse<String> send(HttpRequest request) {
		return exchange(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	HttpClient http() {
		return this.client;
	}

	HttpRequest.Builder keyed(String path, String... headers) {
		HttpRequest.Builder request = request(path).header("authorization", "Bearer " + KEY)
			.header("content-type", "application/json");
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		return request;
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(url(path))).timeout(PATIENCE);
	}

	private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
		try {
			return this.client.send(request, handler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What Prometheus would read. */
	String scrape() {
		HttpResponse<String> response = send(
				HttpRequest.newBuilder(URI.create(managementUrl("/actuator/prometheus"))).build());
		if (response.statusCode() != 200) {
			throw new AssertionError("The scrape failed: " + response.body());
		}
		return response.body();
	}

	/** The sum of all series of this name whose labels include these. */
	double metric(String name, String... labels) {
		Pattern sample = Pattern.compile("^" + Pattern.quote(name) + "(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);
		return sample.matcher(scrape())
			.results()
			.filter((match) -> contains((match.group(1) != null) ? match.group(1) : "", labels))
			.mapToDouble((match) -> Double.parseDouble(match.group(2)))
			.sum();
	}

	private static boolean contains(String series, String... labels) {
		for (int i = 0; i < labels.length; i += 2) {
			if (!("," + series + ",").contains("," + labels[i] + "=\"" + labels[i + 1] + "\",")) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	/** A chat of one message; {@code more} is further members, with a comma before. */
	static String ask(String model, String text, String more) {
		return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":" + quote(text) + "}]" + more
				+ "}";
	}

	static String quote(String text) {
		return JSON.writeValueAsString(text);
	}

	static JsonNode json(HttpResponse<String> response) {
		return json(response.body());
	}

	static JsonNode json(String text) {
		return JSON.readTree(text);
	}

	/** The data of a stream's events. */
	static List<String> data(String stream) {
		return stream.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring("data: ".length()))
			.toList();
	}

	/** The events of a stream as JSON, without the end mark. */
	static List<JsonNode> events(String stream) {
		return data(stream).stream().filter((data) -> !data.equals("[DONE]")).map(GatewayCaller::json).toList();
	}

	/**
	 * What came of an answer.
	 *
	 * @param response the answer's head
	 * @param text what came of its body
	 * @param whole whether the body ended as HTTP has it
	 */
	record Received(HttpResponse<InputStream> response, String text, boolean whole) {
	}

}
