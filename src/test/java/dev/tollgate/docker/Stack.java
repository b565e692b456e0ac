package dev.tollgate.docker;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What docker-compose.yml describes, under a name of its own, and further replicas of the
 * gateway beside it. When it is closed nothing of it remains.
 */
final class Stack implements AutoCloseable {

	private final String project = "tollgate-test-" + UUID.randomUUID().toString().substring(0, 8);

	private final String key = "tg-" + UUID.randomUUID();

	private final String password = UUID.randomUUID().toString();

	private final Command docker = Image.docker();

	private final List<String> containers = new ArrayList<>();

	private final List<String> volumes = new ArrayList<>();

	private final int prometheusPort = freePort();

	private final String image;

	private final Path environment;

	private final Command compose;

	private final Gateway gateway;

	/**
	 * Starts all services but Grafana.
	 * @param image the gateway's
	 * @param directory for files of the tests
	 */
	Stack(String image, Path directory) throws IOException {
		this.image = image;
		int port = freePort();
		this.gateway = new Gateway(port, this.key);
		this.environment = Files.writeString(directory.resolve("env"),
				String.join("\n", "TOLLGATE_IMAGE=" + image, "TOLLGATE_ADMIN_KEY=" + this.key,
						"POSTGRES_PASSWORD=" + this.password, "TOLLGATE_PORT=" + port,
						"PROMETHEUS_PORT=" + this.prometheusPort, ""));
		this.compose = compose();
		// not as a whole: there is no stand-in for Grafana where images cannot be had
		this.compose.run(arguments("up", "-d", "--no-build", "gateway", "prometheus"));
		this.gateway.awaitReady();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** Compose as a plugin of Docker's client, or the program before it. */
	private Command compose() {
		Command plugin = new Command(Map.of(), "docker", "compose");
		return (plugin.call("version").status() == 0) ? plugin : new Command(Map.of(), "docker-compose");
	}

	private String[] arguments(String... more) {
		// a file of its own, because .env may have the keys of whoever runs the tests
		return Stream.concat(Stream.of("-p", this.project, "--env-file", this.environment.toString()), Stream.of(more))
			.toArray(String[]::new);
	}

	Gateway gateway() {
		return this.gateway;
	}

	String key() {
		return this.key;
	}

	int prometheusPort() {
		return this.prometheusPort;
	}

	/** The container of a service. */
	String container(String service) {
		return this.compose.run(arguments("ps", "-q", service));
	}

	/** What the database answers, a line a row. */
	String sql(String statement) {
		return this.docker.run("exec", "-e", "PGPASSWORD=" + this.password, container("postgres"), "psql", "-h",
				"127.0.0.1", "-U", "tollgate", "-d", "tollgate", "-Atc", statement);
	}

	/** A further replica on the same stores, with a volume of its own. */
	Replica replica(String volume) throws IOException {
		int port = freePort();
		String name = this.project + "-" + volume + "-" + UUID.randomUUID().toString().substring(0, 4);
		this.containers.add(name);
		String data = this.project + "-" + volume;
		if (!this.volumes.contains(data)) {
			this.volumes.add(data);
		}
		this.docker.run("run", "-d", "--name", name, "--network", this.project + "_default", "--read-only", "--tmpfs",
				"/tmp", "--cap-drop", "ALL", "-v", data + ":/data", "-p", "127.0.0.1:" + port + ":8080", "-e",
				"TOLLGATE_ADMIN_KEY=" + this.key, "-e", "SPRING_DATASOURCE_URL=jdbc:postgresql://postgres/tollgate",
				"-e", "SPRING_DATASOURCE_USERNAME=tollgate", "-e", "SPRING_DATASOURCE_PASSWORD=" + this.password, "-e",
				"SPRING_DATA_REDIS_URL=redis://redis", this.image);
		return new Replica(name, new Gateway(port, this.key));
	}

	@Override
	public void close() {
		this.containers.forEach((name) -> this.docker.call("rm", "-f", name));
		this.compose.call(arguments("down", "-v", "--timeout", "1"));
		this.volumes.forEach((name) -> this.docker.call("volume", "rm", name));
	}

	/**
	 * A gateway in a container.
	 *
	 * @param container its name
	 * @param gateway where it answers
	 */
	record Replica(String container, Gateway gateway) {
	}

}
