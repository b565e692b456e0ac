package dev.tollgate;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers learn what a call would cost, and nobody is called.
 */
class EstimateTests extends GatewayTests {

	private JsonNode estimate(String body) {
		HttpResponse<String> response = this.gateway.post("/v1/estimate", body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(this.simulator.calls()).isEmpty();
		return GatewayCaller.json(response);
	}

	@Test
	void theCostOfNowAndFromTheNextWindowOn() {
		// "Why is the sky blue?" has 6 tokens, its role 1, the message 3 and the reply 3
		JsonNode estimate = estimate(GatewayCaller.ask("deepseek-chat", "Why is the sky blue?", ",\"max_tokens\":100"));
		assertThat(estimate.path("tokens").asString()).isEqualTo("estimated");
		assertThat(estimate.path("input_tokens").asLong()).isEqualTo(13);
		assertThat(estimate.path("max_output_tokens").asLong()).isEqualTo(100);
		JsonNode now = estimate.path("now");
		assertThat(now.path("at").asString()).isEqualTo("2026-11-23T12:00:00Z");
		assertThat(now.path("window").asString()).isEqualTo("standard");
		// 13 x 0.15 + 100 x 0.60
		assertThat(now.path("input_usd").asString()).isEqualTo("0.00000195");
		assertThat(now.path("output_usd").asString()).isEqualTo("0.00006");
		assertThat(now.path("cost_usd").asString()).isEqualTo("0.00006195");
		JsonNode next = estimate.path("next");
		assertThat(next.path("at").asString()).isEqualTo("2026-11-24T01:00:00Z");
		assertThat(next.path("window").asString()).isEqualTo("peak");
		assertThat(next.path("cost_usd").asString()).isEqualTo("0.0001239");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# the model's own maximum of 16384, and nothing that changes
			gpt-4o-mini | | exact | 13 | 16384 | 0.00983235
			# two answers of at most 10 tokens
			gpt-4o-mini | ,"max_completion_tokens":10,"n":2 | exact | 13 | 10 | 0.00001395
			# a tool is not documented
			gpt-4o-mini | ,"max_tokens":10,"tools":[{"type":"function"}] | estimated | 20 | 10 | 0.000009
			# the older vocabulary counts the same here
			gpt-4-turbo | ,"max_tokens":10 | exact | 13 | 10 | 0.00043
			# half the price
			gpt-5.5     | ,"max_tokens":10,"service_tier":"flex" | exact | 13 | 10 | 0.0001825
			""")
	void whatIsCountedAndPriced(String model, String more, String tokens, long input, long output, String usd) {
		JsonNode estimate = estimate(GatewayCaller.ask(model, "Why is the sky blue?", (more != null) ? more : ""));
		assertThat(estimate.path("tokens").asString()).isEqualTo(tokens);
		assertThat(estimate.path("input_tokens").asLong()).isEqualTo(input);
		assertThat(estimate.path("max_output_tokens").asLong()).isEqualTo(output);
		assertThat(estimate.path("now").path("cost_usd").asString()).isEqualTo(usd);
		assertThat(estimate.path("next").isNull()).isTrue();
	}

	@Test
	void whereNoBoundIsKnownOnlyTheInputHasACost() {
		JsonNode estimate = estimate(GatewayCaller.ask("openai/gpt-5.5", "Why is the sky blue?", ""));
		assertThat(estimate.path("max_output_tokens").isNull()).isTrue();
		assertThat(estimate.path("now").path("output_usd").isNull()).isTrue();
		assertThat(estimate.path("now").path("cost_usd").asString()).isEqualTo("0.000065");
	}

	@Test
	void picturesAreNamedAsNotCounted() {
		JsonNode estimate = estimate("""
				{"model": "gpt-4o", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"},
				{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
				{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}]}
				""");
		assertThat(estimate.path("not_counted")).isEqualTo(GatewayCaller.json("{\"image_url\":2}"));
		assertThat(estimate.path("tokens").asString()).isEqualTo("estimated");
		// 4 of text, 1 of the role, 3 and 3
		assertThat(estimate.path("input_tokens").asLong()).isEqualTo(11);
	}

	@Test
	void aModelWithoutAPriceHasTokensAndNoCost() {
		JsonNode estimate = estimate(GatewayCaller.ask("openai/unheard-of", "Why is the sky blue?", ""));
		assertThat(estimate.path("input_tokens").asLong()).isEqualTo(13);
		assertThat(estimate.path("now").path("cost_usd").isNull()).isTrue();
		assertThat(estimate.path("next").isNull()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"model": "gpt-4o"}                                          | 400 | messages
			{"model": "gpt-4o", "messages": [], "max_tokens": -1}        | 400 | max_tokens
			{"model": "gpt-4o", "messages": [], "n": 1000}               | 400 | n
			{"model": "nobody/nothing", "messages": []}                  | 404 | model
			""")
	void whatACallWouldRefuseIsRefused(String body, int status, String param) {
		HttpResponse<String> response = this.gateway.post("/v1/estimate", body);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(GatewayCaller.json(response).path("error").path("param").asString()).isEqualTo(param);
	}

	@Test
	void largePromptsAreCounted() {
		// millions of characters without a space, half a million tokens of words, text
		// that
		// looks like a control token, and one that is too long to be counted
		assertThat(estimate(GatewayCaller.ask("gpt-4o", "a".repeat(1_000_000), "")).path("input_tokens").asLong())
			.isBetween(1000L, 1_000_000L);
		assertThat(estimate(GatewayCaller.ask("gpt-4o", "a".repeat(2_000_000), "")).path("input_tokens").asLong())
			.isBetween(2000L, 2_000_000L);
		assertThat(estimate(GatewayCaller.ask("gpt-4o", "sky ".repeat(500_000), "")).path("input_tokens").asLong())
			.isBetween(500_000L, 500_010L);
		assertThat(estimate(GatewayCaller.ask("gpt-4o", "<|endoftext|>", "")).path("input_tokens").asLong())
			.isGreaterThan(8);
		JsonNode huge = estimate(GatewayCaller.ask("gpt-4o", "sky ".repeat(1_250_000), ""));
		assertThat(huge.path("tokens").asString()).isEqualTo("estimated");
		assertThat(huge.path("input_tokens").asLong()).isBetween(1_250_000L, 1_250_010L);
	}

}
