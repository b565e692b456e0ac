package dev.tollgate;

import java.net.http.HttpResponse;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers learn what a model costs at any instant, and when it costs something else.
 */
class PriceQuestionTests extends GatewayTests {

	@Test
	void thePriceOfNowAndOfTheNextWindow() {
		JsonNode price = GatewayCaller.json(this.gateway.get("/v1/prices?model=deepseek-chat"));
		assertThat(price).isEqualTo(GatewayCaller.json("""
				{"model": "deepseek-chat", "provider": "deepseek", "upstream_model": "deepseek-flash",
				 "at": "2026-11-23T12:00:00Z", "row": "%s", "window": "standard", "billed_at": "completion",
				 "per_million": {"input": "0.15", "cached_input": "0.003", "output": "0.6"},
				 "per_request": null, "above": [],
				 "next_change": {"at": "2026-11-24T01:00:00Z", "row": "%s", "window": "peak",
				   "per_million": {"input": "0.3", "cached_input": "0.006", "output": "1.2"}}}
				""".formatted(price.path("row").asString(), price.path("row").asString())));
		assertThat(price.path("row").asString()).startsWith("deepseek/deepseek-flash@");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# the lecture's nightly discount, to the second
			deepseek/deepseek-chat | 2025-03-01T16:29:59Z | standard | 0.27  | 2025-03-01T16:30:00Z | discount
			deepseek/deepseek-chat | 2025-03-01T16:30:00Z | discount | 0.135 | 2025-03-02T00:30:00Z | standard
			# the name stands for another model today, and was one itself
			deepseek-reasoner      | 2025-03-01T16:30:00Z | discount | 0.135 | 2025-03-02T00:30:00Z | standard
			# with another zone's offset
			deepseek/deepseek-chat | 2025-03-02T00:30:00%2B08:00 | discount | 0.135 | 2025-03-02T00:30:00Z | standard
			# a snapshot
			gpt-4o-2024-11-20      | 2026-11-23T12:00:00Z | standard | 2.5   |                      |
			# another address of a provider
			backup/gpt-4o          | 2026-11-23T12:00:00Z | standard | 2.5   |                      |
			# an alias
			fast                   | 2026-11-23T12:00:00Z | standard | 0.15  |                      |
			# a row that is known to begin
			gemini/gemini-4-argon  | 2026-11-23T12:00:00Z | standard | 2     | 2026-12-01T08:00:00Z | standard
			# before the first row
			openai/gpt-4o          | 2020-01-01T00:00:00Z |          |       | 2024-10-01T00:00:00Z | standard
			""")
	void anyInstantHasAnAnswer(String model, String at, String window, String input, String next, String nextWindow) {
		JsonNode price = GatewayCaller.json(this.gateway.get("/v1/prices?model=" + model + "&at=" + at));
		assertThat(price.path("model").asString()).isEqualTo(model);
		assertThat(price.path("window").asString(null)).isEqualTo(window);
		assertThat(price.path("per_million").path("input").asString(null)).isEqualTo(input);
		assertThat(price.path("next_change").path("at").asString(null)).isEqualTo(next);
		assertThat(price.path("next_change").path("window").asString(null)).isEqualTo(nextWindow);
	}

	@Test
	void aKnownModelWithoutAPriceHasNulls() {
		HttpResponse<String> response = this.gateway.get("/v1/prices?model=openai/unheard-of");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(GatewayCaller.json(response)).isEqualTo(GatewayCaller.json("""
				{"model": "openai/unheard-of", "provider": "openai", "upstream_model": "unheard-of",
				 "at": "2026-11-23T12:00:00Z", "row": null, "window": null, "billed_at": null, "per_million": null,
				 "per_request": null, "above": [], "next_change": null}
				"""));
	}

	@Test
	void anUnknownModelIsNotFound() {
		HttpResponse<String> response = this.gateway.get("/v1/prices?model=nobody/nothing");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(GatewayCaller.json(response).path("error").path("code").asString()).isEqualTo("model_not_found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "yesterday", "2026-11-23", "1999-12-31T23:59:59Z", "%2B999999999-12-31T23:59:59Z" })
	void whatIsNoInstantIsRefused(String at) {
		HttpResponse<String> response = this.gateway.get("/v1/prices?model=gpt-4o&at=" + at);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).path("error").path("param").asString()).isEqualTo("at");
	}

	@Test
	void withoutAModelAllHaveAPrice() {
		this.clock.set(Instant.parse("2026-11-24T01:00:00Z"));
		JsonNode list = GatewayCaller.json(this.gateway.get("/v1/prices"));
		JsonNode models = GatewayCaller.json(this.gateway.get("/v1/models"));
		assertThat(list.path("data").size()).isEqualTo(models.path("data").size()).isGreaterThan(20);
		assertThat(list.has("next_cursor")).isTrue();
		assertThat(list.path("data").valueStream())
			.filteredOn((price) -> price.path("model").asString().equals("deepseek-reasoner"))
			.singleElement()
			.satisfies((price) -> assertThat(price.path("window").asString()).isEqualTo("peak"));
	}

	@Test
	void theWindowsOfAWeek() {
		JsonNode timeline = GatewayCaller.json(this.gateway
			.get("/v1/prices/timeline?model=deepseek-chat&from=2026-11-27T00:00:00Z&to=2026-11-30T05:00:00Z"));
		assertThat(timeline.path("model").asString()).isEqualTo("deepseek-chat");
		assertThat(timeline.path("upstream_model").asString()).isEqualTo("deepseek-flash");
		assertThat(timeline.path("data")
			.valueStream()
			.map((span) -> span.path("from").asString() + " " + span.path("until").asString() + " "
					+ span.path("window").asString() + " " + span.path("per_million").path("input").asString()))
			.containsExactly("2026-11-27T00:00:00Z 2026-11-27T01:00:00Z standard 0.15",
					"2026-11-27T01:00:00Z 2026-11-27T04:00:00Z peak 0.3",
					"2026-11-27T04:00:00Z 2026-11-27T06:00:00Z standard 0.15",
					"2026-11-27T06:00:00Z 2026-11-27T10:00:00Z peak 0.3",
					// a weekend in China, to the hour at which its Monday's peak begins
					"2026-11-27T10:00:00Z 2026-11-30T01:00:00Z standard 0.15",
					"2026-11-30T01:00:00Z 2026-11-30T04:00:00Z peak 0.3",
					"2026-11-30T04:00:00Z 2026-11-30T05:00:00Z standard 0.15");
		assertThat(timeline.path("data").path(0).path("row").asString())
			.isEqualTo("deepseek/deepseek-flash@2026-09-10T04:00:00Z");
		assertThat(timeline.path("next_cursor").isNull()).isTrue();
	}

	@Test
	void withoutInstantsATimelineIsThatOfAWeekFromNow() {
		JsonNode data = GatewayCaller.json(this.gateway.get("/v1/prices/timeline?model=gpt-4o")).path("data");
		assertThat(data.size()).isEqualTo(1);
		assertThat(data.path(0).path("from").asString()).isEqualTo("2026-11-23T12:00:00Z");
		assertThat(data.path(0).path("until").asString()).isEqualTo("2026-11-30T12:00:00Z");
	}

	@ParameterizedTest
	@CsvSource({ "model=gpt-4o&to=2026-11-23T12:00:00Z,to", "model=gpt-4o&to=2027-11-23T12:00:00Z,to",
			"model=gpt-4o&from=yesterday,from", "model=gpt-4o&from=1999-12-31T23:59:59Z,from", "from=,model",
			"model=,model" })
	void aTimelineThatCannotBeDrawnIsRefused(String query, String param) {
		HttpResponse<String> response = this.gateway.get("/v1/prices/timeline?" + query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayCaller.json(response).path("error").path("param").asString()).isEqualTo(param);
	}

	@Test
	void allRowsThatANameEverHad() {
		JsonNode data = GatewayCaller.json(this.gateway.get("/v1/prices/history?model=deepseek-chat")).path("data");
		assertThat(data.valueStream()
			.map((era) -> era.path("from").asString() + " " + era.path("until").asString(null) + " "
					+ era.path("row").path("model").asString()))
			.contains("2025-02-26T16:30:00Z 2025-09-05T16:00:00Z deepseek/deepseek-chat")
			// the name stands for another model from then on, and its own row goes on
			.endsWith("2026-09-10T04:00:00Z null deepseek/deepseek-flash");
		JsonNode lecture = data.valueStream()
			.filter((era) -> era.path("from").asString().equals("2025-02-26T16:30:00Z"))
			.findFirst()
			.orElseThrow();
		assertThat(lecture.path("row").path("windows").path(0).path("name").asString()).isEqualTo("discount");
		assertThat(lecture.path("row").path("windows").path(0).path("per_million").path("input").asString())
			.isEqualTo("0.135");
		assertThat(
				GatewayCaller.json(this.gateway.get("/v1/prices/history?model=openai/unheard-of")).path("data").size())
			.isZero();
		assertThat(this.gateway.get("/v1/prices/history?model=nobody/nothing").statusCode()).isEqualTo(404);
		assertThat(this.gateway.get("/v1/prices/history").statusCode()).isEqualTo(400);
	}

	@Test
	void administratorsSeeAllRowsAndReadThemAgain() {
		JsonNode list = GatewayCaller.json(this.gateway.get("/admin/prices"));
		assertThat(list.path("files").toString()).isEqualTo("[\"classpath:prices.yml\"]");
		assertThat(list.path("data").size()).isGreaterThan(60);
		HttpResponse<String> response = this.gateway.post("/admin/prices/reload", "");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(GatewayCaller.json(response)).isEqualTo(GatewayCaller
			.json("{\"rows\":%d,\"added\":[],\"removed\":[],\"changed\":[]}".formatted(list.path("data").size())));
	}

}
