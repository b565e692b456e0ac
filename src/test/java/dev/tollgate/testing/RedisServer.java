package dev.tollgate.testing;

import java.io.IOException;
import java.util.Objects;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis server of one class of tests, which may do anything to it; they are skipped,
 * and say so, where no Docker engine answers.
 */
public final class RedisServer implements BeforeAllCallback, AfterAllCallback {

	private static final int PORT = 6379;

	private final String what;

	private @Nullable GenericContainer<?> container;

	/**
	 * Creates the extension.
	 * @param what the tests, in the words that say what was skipped
	 */
	public RedisServer(String what) {
		this.what = what;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			System.out.println("SKIPPED: " + this.what + ", as no Docker engine answers");
			Assumptions.abort("no Docker engine answers");
		}
		this.container = another();
	}

	/**
	 * Starts one more, to be stopped by whoever asked for it.
	 * @return the server
	 */
	public GenericContainer<?> another() {
		GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("redis:8")).withExposedPorts(PORT);
		container.start();
		return container;
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (this.container != null) {
			this.container.stop();
		}
	}

	private GenericContainer<?> container() {
		return Objects.requireNonNull(this.container);
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return container().getMappedPort(PORT);
	}

	/**
	 * Where it is.
	 * @return the address
	 */
	public RedisURI address() {
		return RedisURI.create("localhost", port());
	}

	/** Stops it in the middle of whatever it does. */
	public void pause() {
		DockerClientFactory.instance().client().pauseContainerCmd(container().getContainerId()).exec();
	}

	/** Lets it go on. */
	public void goOn() {
		DockerClientFactory.instance().client().unpauseContainerCmd(container().getContainerId()).exec();
	}

	/**
	 * Has it do something.
	 * @param command for instance {@code flushall}
	 * @return what it says
	 */
	public String run(String command) {
		try {
			String[] words = ("redis-cli " + command).split(" ", -1);
			return container().execInContainer(words).getStdout().strip();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
