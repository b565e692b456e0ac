package dev.tollgate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What callers, administrators, probes and scrapers ask the gateway for, in short.
 */
final class TrainingCalls implements AutoCloseable {

	private static final int CALLERS = 4;

	private static final List<String> MODELS = List.of("gpt-4o-mini", "deepseek-chat", "gemini-2.5-flash");

	private static final String STREAM = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

	/** A picture of 48 KB, or what looks like one. */
	private static final String PICTURE = "data:image/png;base64," + "iVBORw0K".repeat(8 * 1024);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private final String api;

	private final String management;

	private final String key;

	TrainingCalls(int port, int managementPort, String key) {
		this.api = "http://127.0.0.1:" + port;
		this.management = "http://127.0.0.1:" + managementPort;
		this.key = key;
	}

	/**
	 * Makes all calls, the frequent ones again and again by several callers at once.
	 * @param rounds how often each caller makes the frequent ones
	 */
	void make(int rounds) throws ExecutionException, InterruptedException, IOException {
		rare();
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			running.add(this.callers.submit((Callable<Void>) () -> {
				for (int round = 0; round < rounds; round++) {
					frequent();
				}
				return null;
			}));
		}
		for (Future<?> caller : running) {
			caller.get();
		}
		rare();
	}

	private void frequent() throws IOException, InterruptedException {
		for (String model : MODELS) {
			post(200, "/v1/chat/completions", chat(model, "Why is the sky blue?", ""));
			post(200, "/v1/chat/completions", chat(model, "Why is the sky blue?", STREAM));
		}
	}

	private void rare() throws IOException, InterruptedException {
		for (String path : List.of("/v1/models", "/v1/models/gpt-4o", "/v1/prices?model=deepseek-chat", "/admin/routes",
				"/admin/requests", "/admin/costs?group_by=provider,model,day", "/admin/prices")) {
			send(200, request(this.api + path).build());
		}
		for (String path : List.of("liveness", "readiness")) {
			send(200, request(this.management + "/actuator/health/" + path).build());
		}
		send(200, request(this.management + "/actuator/prometheus").build());
		post(200, "/v1/estimate", chat("gpt-4o", "How much?", ""));
		post(200, "/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"The sky\"}");
		post(200, "/v1beta/models/gemini-2.5-flash:generateContent",
				"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
		post(200, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
				"{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");
		post(200, "/v1/chat/completions", "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":["
				+ "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PICTURE + "\"}}]}]}");
		post(200, "/v1/chat/completions", chat("gpt-4o", "Hi [[simulate times=1 status=503]]", ""));
		post(400, "/v1/chat/completions", "{\"model\":");
		post(404, "/v1/chat/completions", chat("no-such-model", "Hi", ""));
		send(401, HttpRequest.newBuilder(URI.create(this.api + "/v1/models")).build());
	}

	private static String chat(String model, String text, String extra) {
		return "{\"model\":\"" + model + "\",\"max_tokens\":20,\"messages\":[{\"role\":\"system\",\"content\":"
				+ "\"You answer briefly.\"},{\"role\":\"user\",\"content\":\"" + text + "\"}]" + extra + "}";
	}

	private void post(int status, String path, String body) throws IOException, InterruptedException {
		send(status,
				request(this.api + path).header("content-type", "application/json")
					.POST(BodyPublishers.ofString(body))
					.build());
	}

	private HttpRequest.Builder request(String address) {
		return HttpRequest.newBuilder(URI.create(address)).header("authorization", "Bearer " + this.key);
	}

	private void send(int status, HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		if (response.statusCode() != status) {
			throw new IOException(request.uri() + " was answered " + response.statusCode() + ": " + response.body());
		}
	}

	@Override
	public void close() {
		this.callers.shutdownNow();
		this.client.close();
	}

}
