package dev.tollgate.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.docker.Stack.Replica;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The image of the Dockerfile and the stack of docker-compose.yml do what they are for.
 */
class StackJarTests {

	@RegisterExtension
	static final Image image = new Image();

	@TempDir
	private static Path directory = Path.of("");

	private static @Nullable Stack started;

	@BeforeAll
	static void start() throws IOException {
		started = new Stack(image.name(), directory);
	}

	@AfterAll
	static void stop() {
		if (started != null) {
			started.close();
		}
	}

	private static Stack stack() {
		return Objects.requireNonNull(started);
	}

	private static JsonNode inspect(String format, String what) {
		return JsonMapper.shared().readTree(Image.docker().run("inspect", "-f", "{{json " + format + "}}", what));
	}

	@Test
	void theImageSaysWhatItIsAndHasNothingOfItsMaking() {
		JsonNode config = inspect(".Config", image.name());
		assertThat(config.path("User").asString()).isEqualTo("10001:10001");
		assertThat(config.path("StopSignal").asString()).isEqualTo("SIGTERM");
		assertThat(config.path("Labels").path("org.opencontainers.image.title").asString()).isEqualTo("Tollgate");
		assertThat(config.path("Labels").path("org.opencontainers.image.revision").asString())
			.isEqualTo("of-the-tests");
		assertThat(config.path("Healthcheck").path("Test").toString()).contains("/app/healthcheck");
		assertThat(inImage("ls", "-A", "/data", "/tmp", "/app")).doesNotContain("ledger", "journal", "admin-key",
				"tollgate-train", "train.log");
	}

	/** Told that it must, the machine uses the cache, or does not start. */
	@Test
	void theCacheIsOneThatTheMachineUses() {
		Command.Result prices = Image.docker()
			.call("run", "--rm", "--entrypoint", "java", image.name(), "@/app/jvm.options", "-XX:AOTMode=on",
					"-XX:AOTCache=/app/tollgate.aot", "-jar", "/app/tollgate.jar", "prices");
		assertThat(prices.output()).startsWith("Usage: ");
	}

	/**
	 * A file system for temporary files in which nothing may be executed is no reason to
	 * do without.
	 */
	@Test
	void connectionsAreTheSystemsOwn() {
		String threads = Image.docker()
			.run("exec", stack().container("gateway"), "bash", "-c", "cat /proc/1/task/*/comm");
		assertThat(threads.lines()).contains("tollgate-epoll-").noneMatch((name) -> name.startsWith("tollgate-nio"));
	}

	private static String inImage(String program, String... arguments) {
		List<String> line = new ArrayList<>(List.of("run", "--rm", "--entrypoint", program, image.name()));
		line.addAll(List.of(arguments));
		return Image.docker().run(line.toArray(String[]::new));
	}

	@Test
	void aCallIsAnsweredWrittenDownAndCounted() throws IOException {
		// of a provider that no other test calls
		HttpResponse<String> answer = stack().gateway()
			.post("/v1/chat/completions",
					"{\"model\":\"gemini-2.5-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");
		assertThat(answer.statusCode()).isEqualTo(200);
		String cost = answer.headers().firstValue("x-tollgate-cost-usd").orElseThrow();
		Awaitility.await()
			.atMost(Gateway.PATIENCE)
			.untilAsserted(() -> assertThat(row(answer)).isEqualTo("settled|completed|200|" + cost));
		Awaitility.await()
			.atMost(Gateway.PATIENCE)
			.untilAsserted(
					() -> assertThat(query("sum(gen_ai_client_cost_usd_total{job=\"tollgate\",provider=\"gemini\"})"))
						.isCloseTo(Double.parseDouble(cost), within(1e-12)));
		assertThat(groups()).containsExactlyInAnyOrderElementsOf(ruleFiles());
		String gateway = stack().container("gateway");
		assertThat(inspect(".HostConfig.ReadonlyRootfs", gateway).asBoolean()).isTrue();
		Awaitility.await()
			.atMost(Gateway.PATIENCE)
			.until(() -> inspect(".State.Health.Status", gateway).asString().equals("healthy"));
		assertThat(Image.docker().run("logs", gateway)).contains("Tollgate is ready", "The simulator answers")
			.doesNotContain(stack().key());
	}

	/** A request's row: its state, outcome, status, and cost in dollars. */
	private static String row(HttpResponse<?> answer) {
		String id = answer.headers().firstValue("x-request-id").orElseThrow().replace("req_", "");
		return stack().sql("select r.state, r.outcome, r.status, trim_scale(sum(a.cost_pico) / 1e12) from request r "
				+ "join attempt a on a.request_id = r.id where r.id = '" + id + "' group by 1, 2, 3");
	}

	private static double query(String expression) {
		JsonNode result = prometheus("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
		return Double.parseDouble(result.path("result").path(0).path("value").path(1).asString("NaN"));
	}

	private static JsonNode prometheus(String path) {
		URI address = URI.create("http://127.0.0.1:" + stack().prometheusPort() + "/api/v1/" + path);
		return Gateway.getJson(HttpRequest.newBuilder(address).build()).path("data");
	}

	private static List<String> groups() {
		List<String> names = new ArrayList<>();
		prometheus("rules").path("groups").forEach((group) -> names.add(group.path("name").asString()));
		return names;
	}

	private static List<String> ruleFiles() throws IOException {
		List<String> names = new ArrayList<>();
		Path rules = Path.of("helm/tollgate/rules/tollgate.yml");
		if (Files.exists(rules)) {
			Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(rules));
			file.getOrDefault("groups", List.of()).forEach((group) -> names.add(String.valueOf(group.get("name"))));
		}
		return names;
	}

	@Test
	void aStreamThatRunsIsStreamedToItsEndWhenTheContainerStops() throws IOException {
		Replica replica = stack().replica("drained");
		replica.gateway().awaitReady();
		HttpResponse<InputStream> answer = replica.gateway().stream("Hi [[simulate gap=100ms tokens=40]]");
		try (BufferedReader events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
			assertThat(events.readLine()).startsWith("data: ");
			CompletableFuture<String> stopped = CompletableFuture
				.supplyAsync(() -> Image.docker().run("stop", "--time", "80", replica.container()));
			assertThat(events.lines().filter((line) -> !line.isEmpty()).toList()).last().isEqualTo("data: [DONE]");
			stopped.join();
		}
		assertThat(inspect(".State.ExitCode", replica.container()).asInt()).isZero();
		assertThat(row(answer)).startsWith("settled|completed|200|0.");
	}

	@Test
	void threeReplicasShareTheLimitsOfAKey() throws IOException {
		List<Gateway> replicas = List.of(stack().gateway(), stack().replica("first").gateway(),
				stack().replica("second").gateway());
		replicas.forEach(Gateway::awaitReady);
		HttpResponse<String> made = stack().gateway()
			.post("/admin/keys", "{\"name\":\"shared\",\"requests_per_minute\":5}");
		String key = Gateway.json(made).path("key").asString();
		// the others have looked for new keys
		replicas.forEach((replica) -> replica.as(key).awaitReady());
		List<HttpResponse<String>> answers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			replicas.forEach((replica) -> answers.add(replica.as(key).chat("Hi")));
		}
		assertThat(answers).extracting(HttpResponse::statusCode)
			.containsExactly(200, 200, 200, 200, 200, 429, 429, 429, 429);
		assertThat(answers).allMatch((answer) -> answer.headers().firstValue("x-ratelimit-mode").isEmpty());
	}

	/** What the database did not have when the replica died is on its volume. */
	@Test
	void theRowsOfAReplicaThatWasKilledComeBackWithItsVolume() throws IOException {
		Replica replica = stack().replica("killed");
		replica.gateway().awaitReady();
		Image.docker().run("pause", stack().container("postgres"));
		HttpResponse<String> whole;
		HttpResponse<InputStream> open;
		try {
			whole = replica.gateway().chat("Why is the sky blue?");
			open = replica.gateway().stream("Hi [[simulate gap=100ms tokens=1000]]");
			assertThat(open.statusCode()).isEqualTo(200);
			Image.docker().run("kill", "-s", "KILL", replica.container());
			open.body().close();
		}
		finally {
			Image.docker().run("unpause", stack().container("postgres"));
		}
		assertThat(row(whole)).isEmpty();
		stack().replica("killed").gateway().awaitReady();
		String cost = whole.headers().firstValue("x-tollgate-cost-usd").orElseThrow();
		Awaitility.await()
			.atMost(Gateway.PATIENCE)
			.untilAsserted(() -> assertThat(row(whole)).isEqualTo("settled|completed|200|" + cost));
		Awaitility.await()
			.atMost(Gateway.PATIENCE)
			.untilAsserted(() -> assertThat(row(open)).startsWith("recovered|").doesNotEndWith("|0"));
	}

}
