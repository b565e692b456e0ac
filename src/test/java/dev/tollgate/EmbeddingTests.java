package dev.tollgate;

import java.net.http.HttpResponse;
import java.util.List;

import dev.tollgate.simulator.SimulatedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Embeddings through the whole application: what is asked arrives, what is answered comes
 * back, what is wrong is refused before anybody is called, and the cost is one number.
 */
class EmbeddingTests extends GatewayTests {

	private static final String COST = "gen_ai_client_cost_usd_total";

	private static final String PATH = "/v1/embeddings";

	/** It has 6 tokens. */
	private static final String SKY = "Why is the sky blue?";

	private static String ask(String model, String input, String more) {
		return "{\"model\":\"" + model + "\",\"input\":" + input + more + "}";
	}

	private HttpResponse<String> embed(String model, String text, String... headers) {
		return this.gateway.post(PATH, ask(model, GatewayCaller.quote(text), ""), headers);
	}

	private HttpResponse<String> geminiEmbed(String model, String text) {
		return this.gateway.post("/v1beta/models/" + model + ":embedContent",
				"{\"content\":{\"parts\":[{\"text\":" + GatewayCaller.quote(text) + "}]}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { PATH, "/embeddings" })
	void openAisBytesPass(String path) {
		HttpResponse<String> response = this.gateway.post(path,
				ask("text-embedding-3-small", GatewayCaller.quote(SKY), ",\"encoding_format\":\"base64\",\"x\":1"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(upstream().path()).isEqualTo("/openai/v1/embeddings");
		assertThat(upstream().body()).isEqualTo(
				ask("text-embedding-3-small", GatewayCaller.quote(SKY), ",\"encoding_format\":\"base64\",\"x\":1"));
		JsonNode body = GatewayCaller.json(response);
		assertThat(body.at("/data/0/embedding").asString()).hasSize(1536 * 4 / 3 * 4);
		assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
		assertThat(response.headers().firstValue("x-tollgate-provider")).hasValue("openai");
		assertThat(response.headers().firstValue("x-tollgate-model")).hasValue("text-embedding-3-small");
		assertThat(response.headers().firstValue("x-tollgate-attempts")).hasValue("1");
		assertThat(response.headers().firstValue("x-tollgate-price-window")).hasValue("standard");
	}

	@Test
	void theModelIsSplicedAndNothingIsSet() {
		this.gateway.post(PATH, ask("openai/text-embedding-3-large", "[\"a\",\"b\"]", ",\"dimensions\":256"),
				"x-tollgate-task", "coding");
		assertThat(upstream().body()).isEqualTo(ask("text-embedding-3-large", "[\"a\",\"b\"]", ",\"dimensions\":256"));
	}

	@Test
	void severalMegabytesPass() {
		StringBuilder texts = new StringBuilder("[\"text 0\"");
		for (int i = 1; i < 200; i++) {
			texts.append(",\"text ").append(i).append('"');
		}
		HttpResponse<String> response = this.gateway.post(PATH, ask("text-embedding-3-large", texts + "]", ""));
		assertThat(response.body()).hasSizeGreaterThan(4_000_000);
		assertThat(GatewayCaller.json(response).path("data")).hasSize(200);
	}

	@Test
	void geminiIsTranslated() {
		HttpResponse<String> one = embed("gemini-embedding-2", SKY);
		assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
		assertThat(upstream().path()).isEqualTo("/gemini/v1beta/models/gemini-embedding-2:embedContent");
		JsonNode body = GatewayCaller.json(one);
		assertThat(body.path("object").asString()).isEqualTo("list");
		assertThat(body.path("model").asString()).isEqualTo("gemini-embedding-2");
		assertThat(body.at("/data/0/embedding")).hasSize(3072);
		this.simulator.clear();
		HttpResponse<String> two = this.gateway.post(PATH, ask("gemini/gemini-embedding-2",
				"[\"Hello\"," + GatewayCaller.quote(SKY) + "]", ",\"dimensions\":128"));
		assertThat(upstream().path()).isEqualTo("/gemini/v1beta/models/gemini-embedding-2:batchEmbedContents");
		assertThat(GatewayCaller.json(two).path("data")).hasSize(2)
			.allSatisfy((vector) -> assertThat(vector.path("embedding")).hasSize(128));
	}

	@Test
	void geminisOwnProtocolPasses() {
		HttpResponse<String> one = geminiEmbed("gemini-embedding-2", SKY);
		assertThat(GatewayCaller.json(one).at("/embedding/values")).hasSize(3072);
		assertThat(one.headers().firstValue("x-tollgate-cost-usd")).isPresent();
		String request = "{\"model\":\"models/%s\",\"content\":{\"parts\":[{\"text\":\"x\"}]}}";
		for (String model : List.of("gemini-embedding-2", "gemini/gemini-embedding-2")) {
			HttpResponse<String> two = this.gateway.post("/v1beta/models/" + model + ":batchEmbedContents",
					"{\"requests\":[" + request.formatted(model) + "," + request.formatted(model) + "]}");
			assertThat(two.statusCode()).as(two.body()).isEqualTo(200);
			assertThat(GatewayCaller.json(two).path("embeddings")).hasSize(2);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# 6 x 0.02
			text-embedding-3-small | usage=last | provider  | 6 | 0.00000012
			# 6 x 0.13
			text-embedding-3-large | usage=last | provider  | 6 | 0.00000078
			# 6 x 0.20
			gemini-embedding-2     | usage=last | provider  | 6 | 0.0000012
			# 42 and 44 bytes, the marker's included, a token each four
			gemini-embedding-2     | tokens=1   | estimated | 10 | 0.000002
			text-embedding-3-small | usage=none | estimated | 11 | 0.00000022
			""")
	void theCostIsOneNumber(String model, String marker, String source, long tokens, String usd) {
		double before = this.gateway.metric(COST, "model", model, "source", source);
		double counted = tokens(model);
		HttpResponse<String> response = embed(model, SKY + " [[simulate " + marker + "]]");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).hasValue(usd);
		assertThat(this.gateway.metric(COST, "model", model, "source", source) - before)
			.isCloseTo(Double.parseDouble(usd), within(1e-15));
		JsonNode row = new LedgerReports(this.gateway).row(response);
		assertThat(row.path("cost_usd").asString()).isEqualTo(usd);
		assertThat(row.path("source").asString()).isEqualTo(source);
		assertThat(row.path("usage").path("input").asLong()).isEqualTo(tokens);
		assertThat(row.path("usage").path("output").asLong()).isZero();
		assertThat(row.path("outcome").asString()).isEqualTo("completed");
		assertThat(tokens(model) - counted).isEqualTo(tokens);
	}

	private double tokens(String model) {
		return this.gateway.metric("gen_ai_client_token_usage_total", "gen_ai_operation_name", "embedding",
				"gen_ai_token_type", "input", "gen_ai_request_model", model);
	}

	@Test
	void aTranslatedAnswerSaysWhatIsPaidFor() {
		HttpResponse<String> response = embed("gemini-embedding-2", SKY);
		// 20 bytes
		assertThat(GatewayCaller.json(response).path("usage")).hasToString("{\"prompt_tokens\":5,\"total_tokens\":5}");
	}

	@Test
	void tokensOfACallerAreCountedWhereNobodyTells() {
		this.simulator.fault("openai", "usage=none");
		try {
			HttpResponse<String> response = this.gateway.post(PATH,
					ask("text-embedding-3-small", "[[1,2,3],[4,5,6,7]]", ""));
			JsonNode row = new LedgerReports(this.gateway).row(response);
			assertThat(row.path("source").asString()).isEqualTo("estimated");
			assertThat(row.path("usage").path("input").asLong()).isEqualTo(7);
		}
		finally {
			this.simulator.heal("openai");
		}
	}

	@Test
	void aCallHasTheObservationOfSpringAi() {
		String[] labels = { "gen_ai_operation_name", "embedding", "gen_ai_system", "openai", "gen_ai_request_model",
				"text-embedding-3-small", "gen_ai_response_model", "text-embedding-3-small", "tollgate_route",
				"openai/text-embedding-3-small" };
		double before = this.gateway.metric("gen_ai_client_operation_seconds_count", labels);
		embed("text-embedding-3-small", SKY);
		assertThat(this.gateway.metric("gen_ai_client_operation_seconds_count", labels) - before).isEqualTo(1);
		double failed = this.gateway.metric("gen_ai_client_operation_seconds_count", "gen_ai_operation_name",
				"embedding", "gen_ai_response_model", "none");
		embed("text-embedding-3-small", SKY + " [[simulate status=500]]");
		assertThat(this.gateway.metric("gen_ai_client_operation_seconds_count", "gen_ai_operation_name", "embedding",
				"gen_ai_response_model", "none") - failed)
			.isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"model":"text-embedding-3-small"}                                             | missing_required_parameter | input
					{"input":"x"}                                                                  | missing_required_parameter | model
					{"model":"text-embedding-3-small","input":null}                                | missing_required_parameter | input
					{"model":"text-embedding-3-small","input":""}                                  | invalid_value | input
					{"model":"text-embedding-3-small","input":[]}                                  | invalid_value | input
					{"model":"text-embedding-3-small","input":["a",""]}                            | invalid_value | input
					{"model":"text-embedding-3-small","input":[[1],[]]}                            | invalid_value | input
					{"model":"text-embedding-3-small","input":7}                                   | invalid_type  | input
					{"model":"text-embedding-3-small","input":{"text":"x"}}                        | invalid_type  | input
					{"model":"text-embedding-3-small","input":["a",1]}                             | invalid_type  | input
					{"model":"text-embedding-3-small","input":[1.5]}                               | invalid_type  | input
					{"model":"text-embedding-3-small","input":[[1,"a"]]}                           | invalid_type  | input
					{"model":"text-embedding-3-small","input":[true]}                              | invalid_type  | input
					{"model":"text-embedding-3-small","input":"x","dimensions":0}                  | invalid_value | dimensions
					{"model":"text-embedding-3-small","input":"x","dimensions":"8"}                | invalid_type  | dimensions
					{"model":"text-embedding-3-small","input":"x","encoding_format":"hex"}         | invalid_value | encoding_format
					{"model":"text-embedding-3-small","input":"x","encoding_format":1}             | invalid_type  | encoding_format
					{"model":"text-embedding-3-small","input":"x","stream":true}                   | unsupported_value | stream
					{"model":"gpt-4o","input":"x"}                                                 | unsupported_model | model
					{"model":"gemini-2.0-flash","input":"x"}                                       | unsupported_model | model
					{"model":"fast","input":"x"}                                                   | unsupported_model | model
					{"model":"deepseek-chat","input":"x"}                                          | unsupported_model | model
					{"model":"deepseek/deepseek-unheard-of","input":"x"}                           | unsupported_model | model
					{"model":"gemini-embedding-2","input":[1,2]}                                   | unsupported_value | input
					{"model":"gemini-embedding-2","input":[[1],[2]]}                               | unsupported_value | input
					""")
	void whatNobodyCouldAnswerIsRefused(String body, String code, String param) {
		HttpResponse<String> response = this.gateway.post(PATH, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		JsonNode error = GatewayCaller.json(response).path("error");
		assertThat(error.path("code").asString()).as(response.body()).isEqualTo(code);
		assertThat(error.path("param").asString()).isEqualTo(param);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void moreTextsThanOpenAiTakesAreRefused() {
		String most = "[" + "\"x\",".repeat(2047) + "\"x\"";
		assertThat(this.gateway.post(PATH, ask("text-embedding-3-small", most + ",\"x\"]", ",\"dimensions\":4"))
			.statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).isEmpty();
		assertThat(this.gateway.post(PATH, ask("text-embedding-3-small", most + "]", ",\"dimensions\":4")).statusCode())
			.isEqualTo(200);
		// a list of tokens is one text
		String tokens = "[" + "1,".repeat(3000) + "1]";
		assertThat(this.gateway.post(PATH, ask("text-embedding-3-small", tokens, "")).statusCode()).isEqualTo(200);
	}

	@Test
	void aChatWithAnEmbeddingModelIsRefused() {
		for (HttpResponse<String> response : List.of(this.gateway.chat("text-embedding-3-small", SKY),
				this.gateway.stream("gemini-embedding-2", SKY),
				this.gateway.post("/v1/completions", "{\"model\":\"text-embedding-3-small\",\"prompt\":\"x\"}"))) {
			assertThat(response.statusCode()).isEqualTo(400);
			JsonNode error = GatewayCaller.json(response).path("error");
			assertThat(error.path("code").asString()).isEqualTo("unsupported_model");
			assertThat(error.path("message").asString()).contains("/v1/embeddings");
		}
		HttpResponse<String> google = this.gateway.gemini("gemini-embedding-2:generateContent", SKY);
		assertThat(google.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(google).at("/error/message").asString()).contains(":embedContent");
		assertThat(geminiEmbed("gemini-2.0-flash", SKY).statusCode()).isEqualTo(400);
		assertThat(geminiEmbed("text-embedding-3-small", SKY).statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"content\":\"x\"}", "{\"content\":null}" })
	void aContentIsNeeded(String body) {
		HttpResponse<String> response = this.gateway.post("/v1beta/models/gemini-embedding-2:embedContent", body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).at("/error/status").asString()).isEqualTo("INVALID_ARGUMENT");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void openAisRefusalPasses() {
		HttpResponse<String> response = this.gateway.post(PATH,
				ask("text-embedding-3-small", "\"x\"", ",\"dimensions\":9999"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).at("/error/message").asString()).contains("1536");
		assertThat(new LedgerReports(this.gateway).row(response).path("outcome").asString()).isEqualTo("refused");
	}

	@ParameterizedTest
	@CsvSource({ "status=500, 502", "status=429, 429", "hang-up, 502", "html, 502", "cut=0, 502" })
	void aFailureIsToldAndRecorded(String fault, int status) {
		HttpResponse<String> response = embed("text-embedding-3-small", SKY + " [[simulate " + fault + "]]");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(new LedgerReports(this.gateway).row(response).path("attempts")).isNotEmpty();
	}

	@Test
	void anotherAddressOfOpenAiHasItsPricesAndModels() {
		HttpResponse<String> response = embed("backup/text-embedding-3-small", SKY);
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).hasValue("0.00000012");
		assertThat(this.gateway.chat("backup/text-embedding-3-small", SKY).statusCode()).isEqualTo(400);
		assertThat(this.simulator.calls()).extracting(SimulatedCall::path).containsExactly("/openai/v1/embeddings");
	}

	@Test
	void aModelThatIsNotKnownIsAsked() {
		HttpResponse<String> response = embed("openai/text-embedding-9-unheard-of", SKY);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).isEmpty();
	}

	@Test
	void theListOfModelsSaysWhatTheyAreFor() {
		JsonNode model = GatewayCaller.json(this.gateway.get("/v1/models/text-embedding-3-small"));
		assertThat(model.at("/tollgate/kind").asString()).isEqualTo("embedding");
		assertThat(GatewayCaller.json(this.gateway.get("/v1/models/gpt-4o")).at("/tollgate/kind").asString())
			.isEqualTo("chat");
		JsonNode google = GatewayCaller.json(this.gateway.get("/v1beta/models"));
		assertThat(google.path("models")
			.valueStream()
			.filter((one) -> one.path("name").asString().equals("models/gemini-embedding-2"))
			.findFirst()
			.orElseThrow()
			.path("supportedGenerationMethods")
			.toString()).contains("embedContent").doesNotContain("generateContent");
	}

	@Test
	void anEstimateOfAnEmbeddingModelIsRefused() {
		assertThat(this.gateway.post("/v1/estimate", GatewayCaller.ask("text-embedding-3-small", SKY, "")).statusCode())
			.isEqualTo(400);
	}

}
