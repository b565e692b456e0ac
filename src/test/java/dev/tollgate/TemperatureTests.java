package dev.tollgate;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The temperature that a provider gets: the caller's, else that of the task, the route,
 * the model, the provider, or the global one; and none where the model takes none.
 */
class TemperatureTests extends GatewayTests {

	@ParameterizedTest
	@ValueSource(strings = { "0", "0.2", "1", "1.50", "2" })
	void theCallersOwnIsSentAsItWasWritten(String temperature) {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("fast", "Hello", ",\"temperature\":" + temperature), "x-tollgate-task",
				"creative-writing");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(upstream().body()).contains("\"temperature\":" + temperature + "}")
			.containsOnlyOnce("\"temperature\"");
	}

	@ParameterizedTest
	@CsvSource({ "deepseek-chat,coding,0.0", "deepseek-chat,data-analysis,1.0", "deepseek-chat,conversation,1.3",
			"deepseek-chat,translation,1.3", "deepseek-chat,creative-writing,1.5", "deepseek-chat,factual,0.2",
			"fast,factual,0.2", "gpt-4o,creative-writing,1.0", "gpt-4o,conversation,0.7" })
	void theTaskGoesBeforeAllDefaults(String model, String task, double temperature) {
		this.gateway.chat(model, "Hello", "x-tollgate-task", task);
		assertThat(sent().path("temperature").asDouble(-1)).isEqualTo(temperature);
	}

	@ParameterizedTest
	@CsvSource({ "fast,0.3", "gpt-4o,0.6", "openai/gpt-4.1,0.6", "deepseek-chat,0.7" })
	void theRouteGoesBeforeTheProviderAndTheProviderBeforeAll(String model, double temperature) {
		this.gateway.chat(model, "Hello");
		assertThat(sent().path("temperature").asDouble(-1)).isEqualTo(temperature);
	}

	@Test
	void aTemperatureOfNullIsNone() {
		this.gateway.post("/v1/chat/completions", GatewayCaller.ask("gpt-4o", "Hello", ",\"temperature\":null"));
		assertThat(sent().path("temperature").asDouble(-1)).isEqualTo(0.6);
	}

	@Test
	void geminiGetsItInItsOwnWords() {
		this.gateway.chat("gemini-2.0-flash", "Hello", "x-tollgate-task", "factual");
		assertThat(sent().path("generationConfig").path("temperature").asDouble(-1)).isEqualTo(0.2);
	}

	@Test
	void geminisOwnProtocolGetsDefaultsToo() {
		this.gateway.gemini("gemini-2.0-flash:generateContent", "Hello", "x-tollgate-task", "creative-writing");
		assertThat(sent().path("generationConfig").path("temperature").asDouble(-1)).isEqualTo(1.0);
	}

	@Test
	void geminisOwnProtocolKeepsTheCallersTemperature() {
		this.gateway.post("/v1beta/models/gemini-2.0-flash:generateContent",
				"{\"generationConfig\":{\"topK\":3,\"temperature\":1.25},\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}",
				"x-tollgate-task", "factual");
		assertThat(sent().path("generationConfig")).hasToString("{\"topK\":3,\"temperature\":1.25}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "o1", "o3-mini", "gpt-5", "openai/gpt-5-mini", "deepseek-reasoner", "lenient", "strict",
			"openai/gpt-5-newer-than-this-gateway", "openai/o3-2025-04-16" })
	void nothingIsAddedWhereTheModelTakesNoneOrNobodyKnows(String model) {
		for (String task : new String[] { "", "factual" }) {
			this.simulator.clear();
			HttpResponse<String> response = task.isEmpty() ? this.gateway.chat(model, "Hello")
					: this.gateway.chat(model, "Hello", "x-tollgate-task", task);
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(sent().has("temperature")).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "gemini-3.6-flash", "gemini/gemini-4-carbon" })
	void nothingIsAddedWhereTheProviderAdvisesAgainstIt(String model) {
		this.gateway.chat(model, "Hello", "x-tollgate-task", "factual");
		assertThat(sent().path("generationConfig").has("temperature")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cooking", "CODING", "", "creative_writing" })
	void aTaskThatNobodyKnowsIsRefused(String task) {
		HttpResponse<String> response = this.gateway.chat("gpt-4o", "Hello", "x-tollgate-task", task);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).path("error").path("param").asString()).isEqualTo("x-tollgate-task");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aTemperatureThatTheModelRejectsIsPassedUnlessTheRouteSaysOtherwise() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("o3-mini", "Hello", ",\"temperature\":0.5"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).path("error").path("param").asString()).isEqualTo("temperature");
		assertThat(sent().path("temperature").asDouble(-1)).isEqualTo(0.5);
	}

	@Test
	void itIsDroppedAndNamedWhereTheRouteSaysSo() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("lenient", "Hello", ",\"temperature\":0.5"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-dropped")).hasValue("temperature");
		assertThat(sent().has("temperature")).isFalse();
	}

	@Test
	void itIsRefusedWhereTheRouteSaysSo() {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				GatewayCaller.ask("strict", "Hello", ",\"temperature\":0.5"));
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
		assertThat(error.path("param").asString()).isEqualTo("temperature");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void overridesGoBeforeTheCallersOwn() {
		this.gateway.post("/v1/chat/completions", GatewayCaller.ask("fast", "Hello", ",\"max_tokens\":400"));
		assertThat(upstream().body()).contains("\"max_tokens\":5").containsOnlyOnce("\"max_tokens\"");
	}

	@Test
	void parametersThatWereConfiguredAsTextHaveTheTypesThatJsonWants() {
		this.gateway.chat("fast", "Hello");
		assertThat(upstream().body()).contains("\"max_tokens\":5")
			.contains("\"stop\":[\"THE\",\"END\"]")
			.contains("\"store\":false")
			.contains("\"temperature\":0.3");
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,accepted,0.6,provider", "fast,accepted,0.3,route", "deepseek-chat,accepted,0.7,global" })
	void theModelsAddressTellsTheDefaultAndWhereItComesFrom(String model, String support, double value, String source) {
		JsonNode told = GatewayCaller.json(this.gateway.get("/v1/models/" + model))
			.path("tollgate")
			.path("temperature");
		assertThat(told.path("support").asString()).isEqualTo(support);
		assertThat(told.path("default").asDouble(-1)).isEqualTo(value);
		assertThat(told.path("source").asString()).isEqualTo(source);
		assertThat(told.path("tasks").path("factual").asDouble(-1)).isEqualTo(0.2);
	}

	@ParameterizedTest
	@CsvSource({ "o3-mini,rejected", "lenient,rejected", "deepseek-reasoner,ignored", "gemini-3.6-flash,deprecated" })
	void theModelsAddressTellsWhereThereIsNone(String model, String support) {
		JsonNode told = GatewayCaller.json(this.gateway.get("/v1/models/" + model))
			.path("tollgate")
			.path("temperature");
		assertThat(told.path("support").asString()).isEqualTo(support);
		assertThat(told.path("default").isNull()).isTrue();
		assertThat(told.path("tasks").isEmpty()).isTrue();
	}

}
