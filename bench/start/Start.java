import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts the gateway again and again, without and with its AOT cache, and prints medians. */
final class Start {

	private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

	private final Path app;

	private final int idleSeconds;

	private final List<String> options;

	private Start(Path app, int idleSeconds, List<String> options) {
		this.app = app.toAbsolutePath();
		this.idleSeconds = idleSeconds;
		this.options = options;
	}

	public static void main(String[] arguments) throws Exception {
		List<String> rest = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
		int starts = number(rest, "starts=", 5);
		Start start = new Start(Path.of(arguments[0]), number(rest, "idle=", 10), rest);
		System.out.println("| | ready | CPU until then | resident when idle | of which files |\n|---|---|---|---|---|");
		start.print("the jar", starts, List.of("-jar", "target/tollgate.jar"));
		String extracted = start.app.resolve("tollgate.jar").toString();
		start.print("extracted", starts, List.of("-jar", extracted));
		start.print("extracted, with the cache", starts,
				List.of("-XX:AOTCache=" + start.app.resolve("tollgate.aot"), "-jar", extracted));
		System.out.println("load average: " + Files.readString(Path.of("/proc/loadavg")).strip() + "; processors: "
				+ Runtime.getRuntime().availableProcessors());
	}

	private static int number(List<String> rest, String name, int standard) {
		String found = rest.stream().filter((one) -> one.startsWith(name)).findFirst().orElse(name + standard);
		rest.remove(found);
		return Integer.parseInt(found.substring(name.length()));
	}

	private void print(String what, int starts, List<String> jar) throws Exception {
		double[][] figures = new double[4][starts];
		for (int i = 0; i < starts; i++) {
			double[] one = start(jar);
			for (int j = 0; j < one.length; j++) {
				figures[j][i] = one[j];
			}
		}
		for (double[] one : figures) {
			Arrays.sort(one);
		}
		System.out.printf(Locale.ROOT, "| %s | %.2f s (%.2f to %.2f) | %.1f s | %.0f MB | %.0f MB |%n", what,
				figures[0][starts / 2], figures[0][0], figures[0][starts - 1], figures[1][starts / 2],
				figures[2][starts / 2], figures[3][starts / 2]);
	}

	private double[] start(List<String> jar) throws Exception {
		Path data = Files.createTempDirectory("tollgate-start");
		int port = freePort();
		List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@docker/jvm.options"));
		// as in a container of 1 GB, where the JVM takes this collector by itself
		command.addAll(List.of("-Xmx410m", "-Xms16m", "-XX:+UseSerialGC"));
		command.addAll(this.options);
		command.addAll(jar);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(data.resolve("log").toFile());
		builder.environment()
			.putAll(Map.of("TOLLGATE_DATA_DIR", data.resolve("data").toString(), "TOLLGATE_ADMIN_KEY", "tg-start",
					"SERVER_PORT", Integer.toString(freePort()), "MANAGEMENT_SERVER_PORT", Integer.toString(port)));
		long began = System.nanoTime();
		Process process = builder.start();
		try {
			while (!ready(port)) {
				if (!process.isAlive()) {
					throw new IllegalStateException(Files.readString(data.resolve("log")));
				}
				Thread.sleep(5);
			}
			double seconds = (System.nanoTime() - began) / 1e9;
			double cpu = process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
			Thread.sleep(this.idleSeconds * 1000L);
			return new double[] { seconds, cpu, kilobytes(process, "VmRSS") / 1024, kilobytes(process, "RssFile") / 1024 };
		}
		finally {
			process.destroy();
			process.waitFor();
			try (var files = Files.walk(data)) {
				files.sorted((a, b) -> b.compareTo(a)).forEach((file) -> file.toFile().delete());
			}
		}
	}

	private static boolean ready(int port) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.getOutputStream()
				.write("GET /actuator/health/readiness HTTP/1.0\r\nhost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith("200");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static double kilobytes(Process process, String name) throws IOException {
		return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
			.stream()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.sum();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
