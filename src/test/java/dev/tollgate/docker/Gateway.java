package dev.tollgate.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway at a port of this machine, as its callers see it.
 *
 * @param port the port
 * @param key the key to call with
 */
record Gateway(int port, String key) {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** The same for another caller. */
	Gateway as(String key) {
		return new Gateway(this.port, key);
	}

	Gateway awaitReady() {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptions()
			.until(() -> send(request("/v1/models").build(), BodyHandlers.discarding()).statusCode() == 200);
		return this;
	}

	HttpResponse<String> chat(String text) {
		return post("/v1/chat/completions", ask(text, ""));
	}

	/** The stream of an answer, to be read as it comes. */
	HttpResponse<InputStream> stream(String text) {
		return send(posting("/v1/chat/completions", ask(text, ",\"stream\":true")), BodyHandlers.ofInputStream());
	}

	private static String ask(String text, String more) {
		return "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more + "}";
	}

	HttpResponse<String> post(String path, String body) {
		return send(posting(path, body), BodyHandlers.ofString());
	}

	private HttpRequest posting(String path, String body) {
		return request(path).header("content-type", "application/json").POST(BodyPublishers.ofString(body)).build();
	}

	/** The answer as JSON, which must be 200. */
	JsonNode get(String path) {
		return getJson(request(path).build());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("authorization", "Bearer " + this.key)
			.timeout(PATIENCE);
	}

	/** The answer of whatever server as JSON, which must be 200. */
	static JsonNode getJson(HttpRequest request) {
		HttpResponse<String> response = send(request, BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new AssertionError(request.uri() + ": " + response.statusCode() + " " + response.body());
		}
		return json(response);
	}

	static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
		try {
			return CLIENT.send(request, handler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
