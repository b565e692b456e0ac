package dev.tollgate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/**
 * The command {@code train}: the gateway in front of the simulator, called as callers
 * would, for a machine that records what it loads and compiles meanwhile
 * ({@code -XX:AOTCacheOutput}). It leaves no data behind.
 */
final class TrainingRun {

	/** The first of the arguments that call it. */
	static final String NAME = "train";

	/** Enough for what is on a call's way to be worth compiling well. */
	private static final int ROUNDS = 40;

	private TrainingRun() {
	}

	/**
	 * Runs the command.
	 * @param arguments the arguments, {@link #NAME} first, then perhaps how many rounds
	 * @param err where failures go
	 * @return 0, or 1 if a call was not answered as it should be
	 */
	static int run(List<String> arguments, PrintStream err) {
		try {
			int rounds = (arguments.size() > 1) ? Integer.parseInt(arguments.get(1)) : ROUNDS;
			Path directory = Files.createTempDirectory("tollgate-train");
			try {
				train(directory, rounds);
			}
			finally {
				FileSystemUtils.deleteRecursively(directory);
			}
			return 0;
		}
		catch (NumberFormatException ex) {
			err.println("Usage: java -XX:AOTCacheOutput=FILE -jar tollgate.jar train [ROUNDS]");
			return 1;
		}
		catch (IOException | ExecutionException ex) {
			err.println("The training run failed: " + ex.getMessage());
			return 1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 1;
		}
	}

	private static void train(Path directory, int rounds) throws IOException, ExecutionException, InterruptedException {
		String key = "tg-" + UUID.randomUUID();
		try (ConfigurableApplicationContext gateway = SpringApplication.run(TollgateApplication.class,
				"--server.port=0", "--management.server.port=0", "--tollgate.data-dir=" + directory,
				"--tollgate.admin-key=" + key, "--tollgate.simulator=on", "--tollgate.simulation.first-token=0ms",
				"--tollgate.simulation.between-events=0ms", "--spring.datasource.url=embedded");
				TrainingCalls calls = new TrainingCalls(port(gateway, "local.server.port"),
						port(gateway, "local.management.port"), key)) {
			calls.make(rounds);
		}
	}

	private static int port(ConfigurableApplicationContext gateway, String name) {
		Environment environment = gateway.getEnvironment();
		return environment.getRequiredProperty(name, Integer.class);
	}

}
