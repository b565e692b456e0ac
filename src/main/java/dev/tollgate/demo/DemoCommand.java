package dev.tollgate.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * The command {@code demo}: the gateway with the simulator behind it, whatever the
 * environment and files beside the jar say, so that a demonstration calls no provider and
 * writes to no ledger but its own.
 */
public final class DemoCommand {

	/** The first of the arguments that call it. */
	public static final String NAME = "demo";

	private static final String USAGE = "Usage: java -jar tollgate.jar demo [--speed=1440] [--rate=20] [--days=0] "
			+ "[--start=2026-11-23T00:00:00Z] [--server.port=8080] [--management.server.port=8081] [--logging.…]";

	private static final Set<String> OPTIONS = Set.of("speed", "rate", "days", "start");

	private static final List<String> PASSED_ON = List.of("--tollgate.demo.", "--server.port=", "--management.",
			"--logging.");

	/** Of the environment, what says nothing about providers, databases and routes. */
	private static final List<String> HEARD = List.of("SERVER_", "MANAGEMENT_", "LOGGING_", "OTEL_", "TOLLGATE_DEMO_",
			"TOLLGATE_ADMIN_KEY");

	private DemoCommand() {
	}

	/**
	 * Runs the command.
	 * @param gateway the application
	 * @param arguments the arguments, {@link #NAME} first
	 * @param err where a word goes that is not understood
	 * @return false if it was not understood, and nothing was started
	 */
	public static boolean run(Class<?> gateway, List<String> arguments, PrintStream err) {
		List<String> all;
		try {
			all = arguments(arguments, System.getenv());
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			return false;
		}
		SpringApplication application = new SpringApplication(gateway);
		application.setEnvironment(environment(System.getenv()));
		application.run(all.toArray(String[]::new));
		return true;
	}

	static List<String> arguments(List<String> arguments, Map<String, String> environment) {
		List<String> all = new ArrayList<>();
		for (String argument : arguments.subList(1, arguments.size())) {
			all.add(option(argument));
		}
		all.add("--spring.profiles.active=" + NAME);
		all.add("--spring.config.location=classpath:/");
		all.add("--tollgate.simulator=on");
		all.add("--tollgate.data-dir=" + temporaryDirectory());
		if (!environment.containsKey("TOLLGATE_ADMIN_KEY")) {
			String key = "tg-demo-" + UUID.randomUUID();
			all.add("--tollgate.admin-key=" + key);
			all.add("--tollgate.demo.generated-key=" + key);
		}
		return all;
	}

	private static String option(String argument) {
		String name = argument.replaceFirst("^--", "").replaceFirst("=.*$", "");
		if (argument.startsWith("--") && OPTIONS.contains(name)) {
			return "--tollgate.demo." + argument.substring(2);
		}
		if (PASSED_ON.stream().noneMatch(argument::startsWith)) {
			throw new IllegalArgumentException(USAGE);
		}
		return argument;
	}

	static ConfigurableEnvironment environment(Map<String, String> environment) {
		Map<String, Object> heard = new TreeMap<>();
		environment.forEach((name, value) -> {
			if (HEARD.stream().anyMatch(name::startsWith)) {
				heard.put(name, value);
			}
		});
		ConfigurableEnvironment fenced = new StandardEnvironment();
		String source = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		fenced.getPropertySources().replace(source, new SystemEnvironmentPropertySource(source, heard));
		return fenced;
	}

	private static Path temporaryDirectory() {
		try {
			Path directory = Files.createTempDirectory("tollgate-demo");
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("There is no room for the demo's ledger", ex);
		}
	}

}
