package dev.tollgate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Whoever starts the gateway for the first time, with nothing set, gets a key once.
 */
@ExtendWith(OutputCaptureExtension.class)
class FirstRunTests {

	private static final Pattern PRINTED = Pattern.compile("tg-[A-Za-z0-9_-]{43}");

	@TempDir
	private Path directory = Path.of("");

	@Test
	void aKeyIsGeneratedPrintedOnceAndKeptAsAHash(CapturedOutput output) throws Exception {
		String key;
		Path data = this.directory.resolve("deeper/data");
		try (ConfigurableApplicationContext context = start(Map.of("TOLLGATE_DATA_DIR", data.toString()))) {
			Matcher printed = PRINTED.matcher(output.getAll());
			assertThat(printed.find()).isTrue();
			key = printed.group();
			String shown = key;
			assertThat(output.getAll()).contains("curl -i http://localhost:" + port(context) + "/v1/chat/completions")
				.contains("Or open the console: http://localhost:" + port(context) + "/console\n")
				.contains("The simulator answers");
			assertThat(status(context, key)).isEqualTo(200);
			assertThat(status(context, key + "x")).isEqualTo(401);
			assertThat(Files.readString(data.resolve("admin-key.sha256"))).matches("[0-9a-f]{64}\\s*");
			assertThat(files(data)).isNotEmpty().noneMatch((file) -> file.contains(shown));
		}
		int before = output.getAll().length();
		try (ConfigurableApplicationContext context = start(Map.of("TOLLGATE_DATA_DIR", data.toString()))) {
			assertThat(output.getAll().substring(before)).contains("Tollgate is ready").doesNotContainPattern(PRINTED);
			assertThat(status(context, key)).isEqualTo(200);
		}
	}

	@Test
	void aKeyThatIsGivenIsNeitherWrittenNorPrinted(CapturedOutput output) throws Exception {
		Map<String, String> environment = Map.of("TOLLGATE_DATA_DIR", this.directory.toString(), "TOLLGATE_ADMIN_KEY",
				"a-key-of-my-own");
		try (ConfigurableApplicationContext context = start(environment)) {
			assertThat(status(context, "a-key-of-my-own")).isEqualTo(200);
			assertThat(this.directory.resolve("admin-key.sha256")).doesNotExist();
			assertThat(files(this.directory)).isNotEmpty().noneMatch((file) -> file.contains("a-key-of-my-own"));
			assertThat(output.getAll()).contains("Tollgate is ready").doesNotContain("a-key-of-my-own");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOLLGATE_TEMPERATURE_GLOBAL,3,tollgate.temperature", "TOLLGATE_MAXREQUESTSIZE,much,max-request-size",
			"TOLLGATE_PRICES_LOCATION,classpath:nowhere.yml,nowhere.yml",
			"TOLLGATE_ROUTES_0_NAME,,tollgate.routes[0].name",
			"TOLLGATE_SERVER_CORS_ALLOWEDORIGINS,app.example.com,tollgate.server.cors.allowed-origins",
			"TOLLGATE_CONSOLE_ENABLED,perhaps,tollgate.console.enabled",
			"TOLLGATE_LEDGER_BATCHSIZE,0,tollgate.ledger.batch",
			"TOLLGATE_LEDGER_RETENTION,-1d,tollgate.ledger.retention",
			"TOLLGATE_LEDGER_JOURNAL_SYNCINTERVAL,0s,tollgate.ledger.journal.sync" })
	void aWrongValueStopsTheStart(String name, String value, String named, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(
				Map.of("TOLLGATE_DATA_DIR", this.directory.toString(), name, (value != null) ? value : "")));
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains(named);
	}

	private static ConfigurableApplicationContext start(Map<String, String> variables) {
		Map<String, Object> all = new HashMap<>(variables);
		all.put("SERVER_PORT", "0");
		all.put("MANAGEMENT_SERVER_PORT", "0");
		StandardEnvironment environment = new StandardEnvironment();
		String source = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources().replace(source, new SystemEnvironmentPropertySource(source, all));
		SpringApplication application = new SpringApplication(TollgateApplication.class);
		application.setEnvironment(environment);
		return application.run();
	}

	private static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port");
	}

	private static int status(ConfigurableApplicationContext context, String key) throws Exception {
		URI models = URI.create("http://localhost:" + port(context) + "/v1/models");
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client
				.send(HttpRequest.newBuilder(models).header("authorization", "Bearer " + key).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
	}

	private static List<String> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).map(FirstRunTests::read).toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
