package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import dev.tollgate.testing.SettableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Administrators see the routes, are told which target a request would get and why, and
 * change them while the gateway runs.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.data-dir=./target/test-routes/data", "tollgate.routes-reload.check-every=50ms",
				"spring.config.additional-location=file:./target/test-routes/config/" })
@Import(GatewayTestConfiguration.class)
class RouteTests {

	private static final Path FILE = Path.of("target/test-routes/config/application.yml");

	private static final String ROUTES = """
			tollgate:
			  routes:
			    - name: thrifty
			      strategy: cheapest-now
			      deadline: 60s
			      targets:
			        - { provider: deepseek, model: deepseek-flash }
			        - { provider: openai, model: gpt-4o-mini }
			    - name: seeing
			      attempts: 2
			      targets:
			        - { provider: deepseek, model: deepseek-flash }
			        - { provider: openai, model: gpt-4o, weight: 3 }
			    - name: spread
			      strategy: weighted
			      targets:
			        - { provider: openai, model: gpt-4o-mini }
			        - { provider: gemini, model: gemini-2.5-flash, weight: 3 }
			        - { provider: deepseek, model: deepseek-flash, weight: 0 }
			    - name: quick
			      strategy: fastest
			      targets:
			        - { provider: openai, model: gpt-4o-mini, group: 1 }
			        - { provider: gemini, model: gemini-2.5-flash, group: 1 }
			        - { provider: deepseek, model: deepseek-flash, group: 2 }
			""";

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private SettableClock clock;

	static {
		write(ROUTES);
	}

	private static void write(String yaml) {
		try {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, yaml);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@BeforeEach
	void forget() {
		this.clock.set(SettableClock.EVENING_IN_CHINA);
		write(ROUTES);
		assertThat(this.gateway.post("/admin/routes/reload", "").statusCode()).isEqualTo(200);
	}

	@Test
	void theRoutesInForceAreShownWithTheirPricesOfNow() {
		JsonNode list = GatewayCaller.json(this.gateway.get("/admin/routes"));
		assertThat(list.path("data").valueStream().map((route) -> route.path("name").asString()))
			.containsExactly("deepseek-chat", "deepseek-reasoner", "thrifty", "seeing", "spread", "quick");
		assertThat(list.has("next_cursor")).isTrue();
		assertThat(list.path("data").get(2)).isEqualTo(GatewayCaller
			.json("""
					{"name": "thrifty", "strategy": "cheapest-now", "attempts": 3, "deadline": "PT1M", "resume": "off",
					 "targets": [
					  {"provider": "deepseek", "model": "deepseek-flash", "group": null, "weight": 1,
					   "state": "ready", "context_window": null, "first_token_ms": null, "price_now": {"window": "standard",
					    "per_million": {"input": "0.15", "cached_input": "0.003", "output": "0.6"}}},
					  {"provider": "openai", "model": "gpt-4o-mini", "group": null, "weight": 1,
					   "state": "ready", "context_window": 128000, "first_token_ms": null, "price_now": {"window": "standard",
					    "per_million": {"input": "0.15", "cached_input": "0.075", "output": "0.6"}}}]}
					"""));
		this.clock.set(SettableClock.MORNING_IN_CHINA);
		assertThat(GatewayCaller.json(this.gateway.get("/admin/routes"))
			.at("/data/2/targets/0/price_now/window")
			.asString()).isEqualTo("peak");
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-23T00:59:59Z, deepseek", "2026-11-23T01:00:00Z, openai", "2026-11-23T12:00:00Z, deepseek",
			"2026-11-22T02:00:00Z, deepseek" })
	void theCheapestAtAnInstantIsTaken(String at, String provider) {
		JsonNode explained = explain("model=thrifty&input_tokens=1000&max_tokens=100&at=" + at);
		assertThat(explained.path("taken").path("provider").asString()).isEqualTo(provider);
		assertThat(explained.path("at").asString()).isEqualTo(at);
		assertThat(explained.path("strategy").asString()).isEqualTo("cheapest-now");
		assertThat(explained.at("/targets/0/reason").asString())
			.matches("0\\.00021 USD for 1000 tokens of input and 100 of output in the window 'standard'");
	}

	@Test
	void withoutAnInstantTheClockDecides() {
		assertThat(explain("model=thrifty").path("taken").path("provider").asString()).isEqualTo("deepseek");
		this.clock.set(SettableClock.MORNING_IN_CHINA);
		assertThat(explain("model=thrifty").path("taken").path("provider").asString()).isEqualTo("openai");
	}

	@Test
	void whatATargetLacksIsSaid() {
		assertThat(explain("model=seeing&needs=image,tools").path("targets")).isEqualTo(GatewayCaller.json("""
				[{"provider": "openai", "model": "gpt-4o", "group": null, "weight": 3, "rank": 1, "eligible": true,
				 "state": "ready",
				  "reason": "the only one of its group"},
				 {"provider": "deepseek", "model": "deepseek-flash", "group": null, "weight": 1, "rank": null,
				  "eligible": false, "state": "ready", "reason": "it does not take image input"}]
				"""));
		JsonNode none = explain("model=seeing&needs=image,audio");
		assertThat(none.path("taken").isNull()).isTrue();
		assertThat(none.at("/targets/1/reason").asString()).isEqualTo("it does not take audio input");
	}

	@Test
	void aRequestIsExplainedFromItsBody() {
		String picture = """
				{"model": "seeing", "max_tokens": 7, "messages": [{"role": "user", "content": [
				  {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}]}
				""";
		JsonNode explained = GatewayCaller.json(this.gateway.post("/admin/routes/explain", picture));
		assertThat(explained.path("taken").path("model").asString()).isEqualTo("gpt-4o");
		assertThat(explained.path("demand").toString())
			.isEqualTo("{\"needs\":[\"image\"],\"input_tokens\":13,\"max_tokens\":7}");
		String text = GatewayCaller.ask("seeing", "Hello", "");
		assertThat(GatewayCaller.json(this.gateway.post("/admin/routes/explain?at=2026-11-23T01:00:00Z", text))
			.at("/taken/model")
			.asString()).isEqualTo("deepseek-flash");
	}

	@Test
	void weightsAndUnknownSpeedsAreExplained() {
		assertThat(
				explain("model=spread").path("targets").valueStream().map((target) -> target.path("reason").asString()))
			.containsExactly("first in 75 % of calls by its weight of 3", "first in 25 % of calls by its weight of 1",
					"its weight is 0");
		assertThat(explain("model=quick").at("/targets/0/reason").asString())
			.isEqualTo("its speed is not known: one call at a time tries it first");
		assertThat(explain("model=gpt-4o&needs=audio").at("/targets/0/reason").asString())
			.isEqualTo("the only target, whatever the request needs");
	}

	@ParameterizedTest
	@CsvSource({ "model=nobody/nothing, 404, model", "model=seeing&needs=smell, 400, needs", "needs=image, 400, model",
			"model=seeing&at=noon, 400, at", "model=seeing&max_tokens=0, 400, max_tokens", "modell=x, 400, modell" })
	void aWrongQuestionIsRefused(String query, int status, String param) {
		HttpResponse<String> response = this.gateway.get("/admin/routes?" + query);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(GatewayCaller.json(response).at("/error/param").asString()).isEqualTo(param);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"messages\":[]}", "{\"contents\":[]}", "{\"model\":7}" })
	void aBodyThatIsNoRequestIsRefused(String body) {
		assertThat(this.gateway.post("/admin/routes/explain", body).statusCode()).isEqualTo(400);
	}

	@Test
	void nobodyElseIsTold() {
		for (String path : List.of("/admin/routes", "/admin/routes?model=seeing")) {
			assertThat(this.gateway.send(this.gateway.request(path).build()).statusCode()).isEqualTo(401);
		}
		for (String path : List.of("/admin/routes/explain", "/admin/routes/reload")) {
			HttpRequest request = this.gateway.request(path).POST(HttpRequest.BodyPublishers.noBody()).build();
			assertThat(this.gateway.send(request).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void aChangedFileIsInForceSoonAndServesCalls() {
		assertThat(this.gateway.chat("added", "Hello").statusCode()).isEqualTo(404);
		write(ROUTES + """
				    - name: added
				      targets: [{ provider: openai, model: gpt-4o }]
				""");
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.untilAsserted(() -> assertThat(this.gateway.chat("added", "Hello").statusCode()).isEqualTo(200));
		assertThat(this.gateway.get("/v1/models/added").statusCode()).isEqualTo(200);
	}

	@Test
	void aReloadSaysHowManyThereAreAndLosesWhatIsGone() {
		write(ROUTES.substring(0, ROUTES.indexOf("    - name: spread")));
		HttpResponse<String> response = this.gateway.post("/admin/routes/reload", "");
		assertThat(GatewayCaller.json(response).path("routes").asInt()).isEqualTo(4);
		assertThat(this.gateway.chat("spread", "Hello").statusCode()).isEqualTo(404);
		assertThat(this.gateway.chat("deepseek-chat", "Hello").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					attempts: 2               | attempts: 11             | application.yml] - 10:17, tollgate.routes[1].attempts: must be less than or equal to 10
					strategy: weighted        | strategy: cheap          | tollgate.routes[2].strategy: No enum constant
					model: gpt-4o, weight: 3  | model: gpt-4o, weight: x | tollgate.routes[1].targets[1].weight: For input string
					provider: gemini          | provider: gemni          | the route 'spread' goes to the provider 'gemni', which is not configured
					name: seeing              | name: thrifty            | the route 'thrifty' is there twice
					name: quick               | name: [                  | application.yml], while parsing
					model: gpt-4o, weight: 3  | model: text-embedding-3-small | the targets of the route 'seeing' make embeddings of different models
					, group: 2 }              | }                        | of the targets of the route 'quick' either all or none must have a group
					""")
	void whatIsWrongIsSaidAndTheOldRoutesStay(String right, String wrong, String reason) {
		write(ROUTES.replace(right, wrong));
		HttpResponse<String> response = this.gateway.post("/admin/routes/reload", "");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
		assertThat(GatewayCaller.json(response).at("/error/message").asString())
			.startsWith("The old routes stay in force: ")
			.contains(reason);
		assertThat(explain("model=seeing&needs=image").path("taken").path("model").asString()).isEqualTo("gpt-4o");
	}

	@Test
	void theInstantOfAQuestionIsTheGatewaysOwnUnlessOneIsNamed() {
		this.clock.set(Instant.parse("2025-03-01T16:30:00Z"));
		assertThat(explain("model=seeing").path("at").asString()).isEqualTo("2025-03-01T16:30:00Z");
	}

	private JsonNode explain(String query) {
		HttpResponse<String> response = this.gateway.get("/admin/routes?" + query);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return GatewayCaller.json(response);
	}

}
