import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** How large a scrape is and how long it takes, after {@code models} were called by each of {@code teams}. */
final class Scrape {

	private static final String ADMIN = "tg-key-of-the-benchmark";

	private static final int AT_ONCE = 64;

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Map<String, String> settings = new HashMap<>(
			Map.of("models", "1000", "teams", "50", "streamed", "true", "scrapes", "10"));

	private final int port = freePort();

	private final int management = freePort();

	Scrape(String[] arguments) throws IOException {
		for (String argument : arguments) {
			String[] pair = argument.split("=", 2);
			this.settings.put(pair[0], pair[1]);
		}
	}

	private int number(String name) {
		return Integer.parseInt(this.settings.get(name));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	public static void main(String[] arguments) throws Exception {
		new Scrape(arguments).run();
	}

	private void run() throws Exception {
		Path directory = Files.createTempDirectory("tollgate-scrape");
		Path prices = Files.writeString(directory.resolve("prices.yml"), IntStream.range(0, number("models"))
			.mapToObj((i) -> "  - { model: openai/m" + i + ", from: \"2026-01-01T00:00:00Z\", billed-at: start, per-million: { input: \"1\","
					+ " cached-input: \"0.5\", output: \"4\" }, source: made up, verified-on: \"2026-11-23\" }")
			.collect(Collectors.joining("\n", "prices:\n", "\n")));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx1g", "-jar", this.settings.get("jar"), "--tollgate.simulation.first-token=0",
				"--tollgate.simulation.between-events=0", "--tollgate.prices.location=file:" + prices)
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile());
		builder.environment()
			.putAll(Map.of("TOLLGATE_SIMULATOR", "on", "TOLLGATE_ADMIN_KEY", ADMIN, "TOLLGATE_DATA_DIR",
					directory.resolve("data").toString(), "SERVER_PORT", Integer.toString(this.port),
					"MANAGEMENT_SERVER_PORT", Integer.toString(this.management)));
		Process process = builder.start();
		try {
			while (!ready(process, directory.resolve("log"))) {
				Thread.sleep(200);
			}
			show("before", 1);
			call(keys());
			show("after " + number("models") + " models x " + number("teams") + " teams", number("scrapes"));
		}
		finally {
			process.destroy();
			process.waitFor(90, TimeUnit.SECONDS);
			try (var files = Files.walk(directory)) {
				files.sorted((one, other) -> other.compareTo(one)).forEach((file) -> file.toFile().delete());
			}
		}
	}

	private boolean ready(Process process, Path log) throws IOException, InterruptedException {
		if (!process.isAlive()) {
			throw new IllegalStateException(Files.readString(log));
		}
		try {
			return get("/actuator/health/readiness").statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.management + path))
			.header("accept", "application/openmetrics-text; version=1.0.0, */*; q=0.5")
			.header("accept-encoding", "gzip")
			.build();
		return CLIENT.send(request, BodyHandlers.ofByteArray());
	}

	private List<String> keys() throws Exception {
		List<String> keys = new ArrayList<>();
		for (int i = 0; i < number("teams"); i++) {
			post("/admin/teams", ADMIN, "{\"name\":\"t" + i + "\",\"budget_usd\":\"100000\",\"budget_period\":\"month\"}");
			String made = post("/admin/keys", ADMIN, "{\"name\":\"k" + i + "\",\"team\":\"t" + i + "\"}");
			var key = Pattern.compile("\"key\":\"([^\"]+)\"").matcher(made);
			if (!key.find()) {
				throw new IllegalStateException(made);
			}
			keys.add(key.group(1));
		}
		return keys;
	}

	private String post(String path, String key, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("authorization", "Bearer " + key)
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
		if (response.statusCode() / 100 != 2) {
			throw new IllegalStateException(response.statusCode() + " " + response.body());
		}
		return response.body();
	}

	/** Every key calls every model once. */
	private void call(List<String> keys) throws Exception {
		Semaphore free = new Semaphore(AT_ONCE);
		AtomicInteger failed = new AtomicInteger();
		long began = System.nanoTime();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int model = 0; model < number("models"); model++) {
				String body = "{\"model\":\"openai/m" + model + "\",\"max_tokens\":10,\"stream\":"
						+ this.settings.get("streamed")
						+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi [[simulate tokens=3 cached=1]]\"}]}";
				for (String key : keys) {
					free.acquire();
					threads.submit(() -> {
						try {
							post("/v1/chat/completions", key, body);
						}
						catch (Exception ex) {
							failed.incrementAndGet();
						}
						finally {
							free.release();
						}
					});
				}
			}
		}
		System.out.printf("%d calls in %d s, %d failed%n", keys.size() * number("models"),
				(System.nanoTime() - began) / 1_000_000_000, failed.get());
	}

	private void show(String when, int scrapes) throws Exception {
		long[] millis = new long[scrapes];
		byte[] sent = {};
		byte[] text = {};
		for (int i = 0; i < scrapes; i++) {
			long began = System.nanoTime();
			HttpResponse<byte[]> response = get("/actuator/prometheus");
			millis[i] = (System.nanoTime() - began) / 1_000_000;
			sent = response.body();
			text = response.headers().firstValue("content-encoding").isPresent()
					? new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes() : sent;
		}
		List<String> lines = new String(text).lines().filter((line) -> !line.startsWith("#")).toList();
		System.out.printf("%s: %,d series, %,d bytes (%,d as sent), ms: %s%n", when, lines.size(), text.length,
				sent.length, Arrays.toString(millis));
		lines.stream()
			.collect(Collectors.groupingBy((line) -> line.split("[ {]")[0].replaceAll("_(bucket|count|sum|max)$", ""),
					Collectors.counting()))
			.entrySet()
			.stream()
			.sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
			.limit(8)
			.forEach((entry) -> System.out.printf("  %,9d %s%n", entry.getValue(), entry.getKey()));
	}

}
