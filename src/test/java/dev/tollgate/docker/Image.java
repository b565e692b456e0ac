package dev.tollgate.docker;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.tollgate.testing.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * The image of the Dockerfile around the jar that was just built, made once for all
 * tests; they are skipped, and say so, where no Docker engine answers.
 */
final class Image implements BeforeAllCallback {

	/**
	 * Docker's clients since 23 need a plugin to build with BuildKit, which is not
	 * everywhere; an older one beside them does not.
	 */
	private static final List<String> CLIENTS = List.of("docker", "/usr/bin/docker");

	private @Nullable Built built;

	@Override
	public void beforeAll(ExtensionContext context) {
		PostgresServer.assumeDocker("tests of the image and of docker-compose.yml");
		this.built = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Image.class))
			.computeIfAbsent(Image.class, (key) -> build(), Built.class);
	}

	private static Built build() {
		String name = "tollgate-test:" + UUID.randomUUID();
		StringBuilder failures = new StringBuilder();
		for (String client : CLIENTS) {
			Command.Result result = new Command(Map.of("DOCKER_BUILDKIT", "1"), client).call("build", "--build-arg",
					"JAR=prebuilt", "--build-arg", "REVISION=of-the-tests", "-t", name, ".");
			if (result.status() == 0) {
				return new Built(name);
			}
			failures.append(client).append(": ").append(result.output()).append('\n');
		}
		throw new AssertionError(failures.toString());
	}

	String name() {
		return Objects.requireNonNull(this.built).name();
	}

	/** The engine's client. */
	static Command docker() {
		return new Command(Map.of(), "docker");
	}

	/**
	 * The image in the engine.
	 *
	 * @param name its name
	 */
	private record Built(String name) implements AutoCloseable {

		@Override
		public void close() {
			docker().run("rmi", "-f", this.name);
		}

	}

}
