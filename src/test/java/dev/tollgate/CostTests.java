package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * One number: header, usage chunk and metric show the same cost for the same request, and
 * it is what the price list's figures come to on a pocket calculator. The question has 10
 * tokens at OpenAI, 8 at DeepSeek and 6 at Gemini.
 */
class CostTests extends GatewayTests {

	private static final String COST = "gen_ai_client_cost_usd_total";

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# 10 x 2.50 + 100 x 10
			gpt-4o            | tokens=100                       | 2026-11-23T12:00:00Z | standard | 0.001025
			# 5 x 2.50 + 5 x 1.25 + 100 x 10
			gpt-4o            | tokens=100 cached=5              | 2026-11-23T12:00:00Z | standard | 0.00101875
			# 10 x 0.15 + 100 x 0.60
			openai/gpt-4o-mini | tokens=100                      | 2026-11-23T12:00:00Z | standard | 0.0000615
			# 10 x 1.10 + (10 + 500) x 4.40, thoughts being output
			o3-mini           | tokens=10 reasoning=500          | 2026-11-23T12:00:00Z | standard | 0.002255
			# 5 x 0.15 + 3 x 0.003 + 100 x 0.60
			deepseek-chat     | tokens=100 cached=3              | 2026-11-23T12:00:00Z | standard | 0.000060759
			# 5 x 0.30 + 3 x 0.006 + 100 x 1.20
			deepseek-chat     | tokens=100 cached=3              | 2026-11-23T02:00:00Z | peak     | 0.000121518
			# 8 x 0.15 + (40 + 20) x 0.60
			deepseek-reasoner | tokens=40 reasoning=20           | 2026-11-23T00:59:59Z | standard | 0.0000372
			# 8 x 0.30 + (40 + 20) x 1.20
			deepseek-reasoner | tokens=40 reasoning=20           | 2026-11-23T01:00:00Z | peak     | 0.0000744
			# a Saturday
			deepseek-reasoner | tokens=40 reasoning=20           | 2026-11-28T02:00:00Z | standard | 0.0000372
			# 6 x 0.10 + 100 x 0.40
			gemini-2.0-flash  | tokens=100                       | 2026-11-23T12:00:00Z | standard | 0.0000406
			# 2 x 0.30 + 4 x 0.03 + (40 + 20) x 2.50
			gemini-2.5-flash  | tokens=40 reasoning=20 cached=4  | 2026-11-23T12:00:00Z | standard | 0.00015072
			""")
	void headerChunkAndMetricShowWhatThePriceListSays(String model, String marker, Instant at, String window,
			String usd) {
		this.clock.set(at);
		double before = this.gateway.metric(COST, "source", "provider", "window", window);
		HttpResponse<String> whole = this.gateway.chat(model, QUESTION.formatted(marker));
		assertThat(whole.headers().firstValue("x-tollgate-cost-usd")).hasValue(usd);
		assertThat(whole.headers().firstValue("x-tollgate-price-window")).hasValue(window);
		double between = this.gateway.metric(COST, "source", "provider", "window", window);
		assertThat(between - before).isCloseTo(Double.parseDouble(usd), within(1e-12));
		// what was cached of the first call is ordered by the marker, not by chance
		HttpResponse<String> stream = this.gateway.stream(model, QUESTION.formatted(marker));
		assertThat(stream.headers().firstValue("x-tollgate-price-window")).hasValue(window);
		assertThat(stream.headers().firstValue("x-tollgate-cost-usd")).isEmpty();
		JsonNode cost = GatewayCaller.events(stream.body()).getLast().path("usage").path("cost");
		assertThat(cost)
			.hasToString("{\"usd\":\"%s\",\"window\":\"%s\",\"source\":\"provider\"}".formatted(usd, window));
		double after = this.gateway.metric(COST, "source", "provider", "window", window);
		assertThat(after - between).isCloseTo(Double.parseDouble(usd), within(1e-12));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			gemini-2.0-flash | tokens=100                       | 0.0000406
			gemini-2.5-flash | tokens=40 reasoning=20 cached=4 | 0.00015072
			""")
	void geminisOwnProtocolCostsTheSame(String model, String marker, String usd) {
		double before = this.gateway.metric(COST, "provider", "gemini", "model", model);
		HttpResponse<String> whole = this.gateway.gemini(model + ":generateContent", QUESTION.formatted(marker));
		assertThat(whole.headers().firstValue("x-tollgate-cost-usd")).hasValue(usd);
		double between = this.gateway.metric(COST, "provider", "gemini", "model", model);
		assertThat(between - before).isCloseTo(Double.parseDouble(usd), within(1e-12));
		HttpResponse<String> stream = this.gateway.gemini(model + ":streamGenerateContent", QUESTION.formatted(marker));
		assertThat(stream.statusCode()).isEqualTo(200);
		double after = this.gateway.metric(COST, "provider", "gemini", "model", model);
		assertThat(after - between).isCloseTo(Double.parseDouble(usd), within(1e-12));
	}

	@Test
	void theInstantOfTheCompletionDecidesWhereTheRowSaysSo() throws IOException {
		this.clock.set(Instant.parse("2026-11-23T00:59:59Z"));
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions",
				GatewayCaller.ask("deepseek-chat", QUESTION.formatted("tokens=40 gap=50ms"),
						",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
			this.clock.set(Instant.parse("2026-11-23T01:00:00Z"));
			String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);
			// 8 x 0.30 + 40 x 1.20
			assertThat(rest).contains("\"cost\":{\"usd\":\"0.0000504\",\"window\":\"peak\",\"source\":\"provider\"}");
		}
	}

	@Test
	void soundCostsWhatSoundCosts() {
		double before = this.gateway.metric(COST, "token_type", "audio_input");
		// 7 text tokens x 2.50 + 20 (a tenth of a second each) x 40 + 100 x 10
		assertThat(costOfSound("gpt-4o-audio-preview")).hasToString("0.0018175");
		assertThat(this.gateway.metric(COST, "token_type", "audio_input") - before).isCloseTo(0.0008, within(1e-12));
		// 3 text tokens x 0.10 + 64 (32 a second) x 0.70 + 100 x 0.40
		assertThat(costOfSound("gemini-2.0-flash")).hasToString("0.0000851");
	}

	private String costOfSound(String model) {
		String part = "{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"wav\",\"data\":\"" + Media.wavBase64(2)
				+ "\"}}";
		return costOf(model, part);
	}

	@Test
	void picturesCostTheirTokens() {
		// 7 text tokens and 255 of the picture x 2.50 + 100 x 10
		assertThat(costOfPicture("gpt-4o")).hasToString("0.001655");
		// 3 text tokens and 258 of the picture x 0.10 + 100 x 0.40
		assertThat(costOfPicture("gemini-2.0-flash")).hasToString("0.0000661");
	}

	private String costOfPicture(String model) {
		String part = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
				+ Media.pngBase64(300, 200) + "\"}}";
		return costOf(model, part);
	}

	private String costOf(String model, String part) {
		HttpResponse<String> response = this.gateway.post("/v1/chat/completions",
				"{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
						+ "\"text\":\"What's this? [[simulate tokens=100]]\"}," + part + "]}]}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.headers().firstValue("x-tollgate-cost-usd").orElse("none: " + response.body());
	}

	@Test
	void anotherAddressOfAProviderHasItsPrices() {
		HttpResponse<String> response = this.gateway.chat("backup/gpt-4o", QUESTION.formatted("tokens=100"));
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).hasValue("0.001025");
		assertThat(response.headers().firstValue("x-tollgate-provider")).hasValue("backup");
	}

	@Test
	void whatHasNoPriceIsCountedAndHasNoCost() {
		double before = this.gateway.metric("tollgate_unpriced_tokens_total", "provider", "openai", "model", "other");
		HttpResponse<String> response = this.gateway.chat("openai/unheard-of", QUESTION.formatted("tokens=100"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-tollgate-cost-usd")).isEmpty();
		assertThat(
				this.gateway.metric("tollgate_unpriced_tokens_total", "provider", "openai", "model", "other") - before)
			.isEqualTo(110);
		JsonNode cost = GatewayCaller
			.events(this.gateway.stream("openai/unheard-of", QUESTION.formatted("tokens=100")).body())
			.getLast()
			.path("usage")
			.path("cost");
		assertThat(cost).hasToString("{\"usd\":null,\"window\":\"standard\",\"source\":\"provider\"}");
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,none", "gpt-4o,zero", "gpt-4o,negative", "gpt-4o,huge", "gpt-4o,null", "deepseek-chat,none",
			"deepseek-chat,negative", "gemini-2.0-flash,none", "gemini-2.0-flash,huge" })
	void usageThatMakesNoSenseIsEstimated(String model, String usage) {
		double before = this.gateway.metric(COST, "source", "estimated");
		String question = QUESTION.formatted("tokens=100 usage=" + usage);
		HttpResponse<String> whole = this.gateway.chat(model, question);
		String told = whole.headers().firstValue("x-tollgate-cost-usd").orElseThrow();
		double between = this.gateway.metric(COST, "source", "estimated");
		assertThat(between - before).isPositive().isCloseTo(Double.parseDouble(told), within(1e-12));
		JsonNode cost = GatewayCaller.events(this.gateway.stream(model, question).body())
			.getLast()
			.path("usage")
			.path("cost");
		assertThat(cost.path("source").asString()).isEqualTo("estimated");
		double after = this.gateway.metric(COST, "source", "estimated");
		assertThat(after - between).isPositive()
			.isCloseTo(Double.parseDouble(cost.path("usd").asString()), within(1e-12));
	}

	@Test
	void countingTokensIsFree() {
		double before = this.gateway.metric(COST);
		HttpResponse<String> response = this.gateway.gemini("gemini-2.0-flash:countTokens", "How many?");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(this.gateway.metric(COST)).isEqualTo(before);
	}

	@Test
	void aRefusedCallCostsNothing() {
		double before = this.gateway.metric(COST);
		assertThat(this.gateway.chat("gpt-4o", QUESTION.formatted("status=400")).statusCode()).isEqualTo(400);
		assertThat(this.gateway.metric(COST)).isEqualTo(before);
	}

	@Test
	void whatTheHourAndTheCacheSavedIsCounted() {
		double hour = this.gateway.metric("gen_ai_client_saved_usd_total", "reason", "price_window");
		double cache = this.gateway.metric("gen_ai_client_saved_usd_total", "reason", "cached_input");
		this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=100 cached=3"));
		// the same at peak prices is twice as much
		assertThat(this.gateway.metric("gen_ai_client_saved_usd_total", "reason", "price_window") - hour)
			.isCloseTo(0.000060759, within(1e-12));
		// 3 x (0.15 - 0.003)
		assertThat(this.gateway.metric("gen_ai_client_saved_usd_total", "reason", "cached_input") - cache)
			.isCloseTo(0.000000441, within(1e-12));
	}

}
