import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's process, and what the system and the JVM say of it. */
final class Gateway implements AutoCloseable {

	private static final String KEY = "tg-key-of-the-benchmark";

	private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Path directory;

	private final Process process;

	private final int port = freePort();

	private final int management = freePort();

	Gateway(Map<String, String> settings, int upstream) throws Exception {
		this.directory = Files.createTempDirectory("tollgate-streams");
		List<String> command = new ArrayList<>();
		command.add(JAVA.resolve("java").toString());
		// the summary of native memory is where Netty's buffers show
		command.addAll(List.of("-Xmx" + settings.getOrDefault("heap", "512m"), "-XX:NativeMemoryTracking=summary",
				"--sun-misc-unsafe-memory-access=allow"));
		if (settings.containsKey("options")) {
			command.addAll(List.of(settings.get("options").split(" ")));
		}
		command.addAll(List.of("-jar", settings.get("jar")));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile());
		String root = "http://127.0.0.1:" + upstream;
		builder.environment()
			.putAll(Map.of("TOLLGATE_SIMULATOR", "off", "TOLLGATE_ADMIN_KEY", KEY, "TOLLGATE_DATA_DIR",
					this.directory.resolve("data").toString(), "SERVER_PORT", Integer.toString(this.port),
					"MANAGEMENT_SERVER_PORT", Integer.toString(this.management), "OPENAI_API_KEY", "none",
					"OPENAI_BASE_URL", root + "/v1", "DEEPSEEK_API_KEY", "none", "DEEPSEEK_BASE_URL", root));
		builder.environment().putAll(Map.of("GEMINI_API_KEY", "none", "GEMINI_BASE_URL", root));
		this.process = builder.start();
		while (!ready()) {
			if (!this.process.isAlive()) {
				throw new IllegalStateException(Files.readString(this.directory.resolve("log")));
			}
			Thread.sleep(200);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	int port() {
		return this.port;
	}

	private boolean ready() throws InterruptedException {
		try {
			return get("/actuator/health/readiness").statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		URI address = URI.create("http://127.0.0.1:" + this.management + path);
		return this.client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
	}

	/** The sum of a metric over the series whose line has the text in it. */
	double metric(String name, String label) throws IOException, InterruptedException {
		return get("/actuator/prometheus").body()
			.lines()
			.filter((line) -> line.startsWith(name + " ") || (line.startsWith(name + "{") && line.contains(label)))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	/** The request of a chat, as bytes to be written to a socket. */
	byte[] chat(String model, String text, String more) {
		boolean gemini = model.startsWith("gemini/");
		String body = gemini ? "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + text + "\"}]}]}"
				: "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more
						+ "}";
		String path = gemini ? "/v1beta/models/" + model.substring(7)
				+ (more.isEmpty() ? ":generateContent" : ":streamGenerateContent?alt=sse") : "/v1/chat/completions";
		return ("POST " + path + " HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer " + KEY
				+ "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	/** What the system says, in KB where it is memory: {@code VmRSS}, {@code Threads}. */
	long status(String name) throws IOException {
		return Files.readAllLines(Path.of("/proc", Long.toString(this.process.pid()), "status"))
			.stream()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.sum();
	}

	/** The processor's time that it has used. */
	double cpuSeconds() {
		return this.process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
	}

	/** What is in use of the heap, in MB, with the garbage or without it. */
	long heapMegabytes(boolean collect) throws IOException, InterruptedException {
		if (collect) {
			jcmd("GC.run");
		}
		return Math.round(metric("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20));
	}

	/** Memory outside of the heap that buffers take, in MB. */
	long directMegabytes() throws IOException, InterruptedException {
		Matcher other = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB").matcher(jcmd("VM.native_memory"));
		return other.find() ? Long.parseLong(other.group(1)) / 1024 : -1;
	}

	private String jcmd(String command) throws IOException, InterruptedException {
		Process jcmd = new ProcessBuilder(JAVA.resolve("jcmd").toString(), Long.toString(this.process.pid()), command)
			.redirectErrorStream(true)
			.start();
		String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		jcmd.waitFor();
		return answer;
	}

	/** The lines of its log that are warnings and errors. */
	List<String> complaints() throws IOException {
		try (var lines = Files.lines(this.directory.resolve("log"))) {
			return lines.filter((line) -> line.contains(" WARN ") || line.contains(" ERROR ")).limit(20).toList();
		}
	}

	@Override
	public void close() throws Exception {
		this.client.shutdownNow();
		this.process.destroyForcibly().waitFor();
		try (var files = Files.walk(this.directory)) {
			files.sorted((one, other) -> other.compareTo(one)).forEach((file) -> file.toFile().delete());
		}
	}

}
