package dev.tollgate;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;

import dev.tollgate.TestKeys.Key;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a key may call, and that the rest does not exist for it.
 */
class KeyModelsTests extends GatewayTests {

	private static final String HELLO = "Hello [[simulate tokens=3]]";

	private TestKeys keys;

	@BeforeEach
	void prepare() {
		this.keys = new TestKeys(this.gateway);
	}

	private Key key(String... models) {
		return this.keys.create(",\"models\":"
				+ List.of(models).stream().map(GatewayCaller::quote).collect(Collectors.joining(",", "[", "]")));
	}

	@ParameterizedTest
	@CsvSource({
			// a model by either of its names, and its snapshots
			"gpt-4o, gpt-4o, true", "gpt-4o, openai/gpt-4o, true", "openai/gpt-4o, gpt-4o, true",
			"gpt-4o, gpt-4o-2024-08-06, true", "gpt-4o, openai/gpt-4o-2024-08-06, true",
			"gpt-4o-2024-08-06, gpt-4o-2024-08-06, true", "gpt-4o-2024-08-06, openai/gpt-4o-2024-08-06, true",
			"gpt-4o-2024-08-06, gpt-4o, false", "gpt-4o, gpt-4o-mini, false", "gpt-4o, backup/gpt-4o, false",
			// models that nobody lists
			"openai/gpt-7, openai/gpt-7, true", "openai/gpt-7, openai/gpt-7-2030-01-01, true",
			"openai/gpt-7, openai/gpt-8, false",
			// routes by their names, and not by what they go to
			"fast, fast, true", "fast, gpt-4o-mini, false", "gpt-4o-mini, fast, false",
			"deepseek-chat, deepseek/deepseek-chat, true", "deepseek/deepseek-chat, deepseek-chat, true",
			"deepseek-flash, deepseek-chat, false",
			// all of a provider
			"openai/*, gpt-4o, true", "openai/*, openai/gpt-7, true", "openai/*, fast, true",
			"openai/*, deepseek-flash, false", "openai/*, backup/gpt-4o, false", "deepseek/*, deepseek-chat, true",
			"nobody/*, gpt-4o, false", "nonsense, gpt-4o, false" })
	void aKeyAllowsWhatItsEntriesName(String entry, String model, boolean allowed) {
		Key key = key("some-other-name", entry);
		HttpResponse<String> response = this.gateway.chat(model, HELLO, key.header());
		if (allowed) {
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		}
		else {
			assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
			assertThat(this.simulator.calls()).isEmpty();
		}
	}

	@Test
	void whatIsNotAllowedIsAnsweredAsWhatThereIsNot() {
		Key key = key("gpt-4o-mini");
		for (String path : List.of("/v1/models/", "/v1/prices?model=")) {
			sameButForTheName(this.gateway.get(path + "gpt-4o", key.header()),
					this.gateway.get(path + "gpt-0o", key.header()));
		}
		for (String path : List.of("/v1/chat/completions", "/v1/estimate")) {
			sameButForTheName(this.gateway.post(path, GatewayCaller.ask("gpt-4o", "Hi", ""), key.header()),
					this.gateway.post(path, GatewayCaller.ask("gpt-0o", "Hi", ""), key.header()));
		}
		sameButForTheName(this.gateway.gemini("gemini-2.5-flash:generateContent", "Hi", key.header()),
				this.gateway.gemini("gemini-0.5-flash:generateContent", "Hi", key.header()));
		sameButForTheName(
				this.gateway.post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"a\"}",
						key.header()),
				this.gateway.post("/v1/embeddings", "{\"model\":\"text-embedding-0-small\",\"input\":\"a\"}",
						key.header()));
		assertThat(this.simulator.calls()).isEmpty();
	}

	private static void sameButForTheName(HttpResponse<String> forbidden, HttpResponse<String> unknown) {
		assertThat(forbidden.statusCode()).as(forbidden.body()).isEqualTo(404);
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(forbidden.body()).isEqualTo(unknown.body()
			.replace("gpt-0o", "gpt-4o")
			.replace("gemini-0.5", "gemini-2.5")
			.replace("g-0-s", "g-3-s"));
		assertThat(forbidden.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
	}

	@Test
	void listsHaveOnlyWhatTheKeyMayCall() {
		Key key = key("gpt-4o", "gemini-2.5-flash", "fast", "deepseek/*");
		JsonNode models = GatewayCaller.json(this.gateway.get("/v1/models", key.header())).path("data");
		List<String> names = models.findValuesAsString("id");
		assertThat(names).contains("gpt-4o", "gemini-2.5-flash", "fast", "deepseek-flash", "deepseek-chat")
			.doesNotContain("gpt-4o-mini", "gemini-2.5-pro", "lenient");
		List<String> prices = GatewayCaller.json(this.gateway.get("/v1/prices", key.header()))
			.path("data")
			.valueStream()
			.map((price) -> price.path("model").asString())
			.toList();
		assertThat(prices).containsExactlyInAnyOrderElementsOf(names);
		List<String> gemini = GatewayCaller.json(this.gateway.get("/v1beta/models", key.header()))
			.path("models")
			.findValuesAsString("displayName");
		assertThat(gemini).containsExactly("gemini-2.5-flash");
		List<String> all = GatewayCaller.json(this.gateway.get("/v1/models", this.keys.create("").header()))
			.path("data")
			.findValuesAsString("id");
		assertThat(all)
			.isEqualTo(GatewayCaller.json(this.gateway.get("/v1/models")).path("data").findValuesAsString("id"));
	}

	@Test
	void pricesAndEstimatesAreThereForWhatTheKeyMayCall() {
		Key key = key("gpt-4o");
		assertThat(this.gateway.get("/v1/prices?model=openai/gpt-4o", key.header()).statusCode()).isEqualTo(200);
		assertThat(this.gateway.get("/v1/models/gpt-4o", key.header()).statusCode()).isEqualTo(200);
		assertThat(this.gateway.post("/v1/estimate", GatewayCaller.ask("gpt-4o", "Hi", ""), key.header()).statusCode())
			.isEqualTo(200);
	}

	@Test
	void aRouteMayUseWhatItsCallerMayNotNameItself() {
		Key key = key("similar");
		HttpResponse<String> response = this.gateway.chat("similar", HELLO, key.header());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(this.simulator.calls()).extracting((call) -> String.valueOf(call.model()))
			.contains("text-embedding-3-small");
	}

}
