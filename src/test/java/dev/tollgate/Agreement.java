package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.tollgate.simulator.SimulatedCall;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was seen of a call, and whether it agrees with the ledger, to the last digit.
 *
 * @param call the call
 * @param tag the tag that no other call has
 * @param response what the caller got
 * @param billed what the provider would bill
 * @param before the metrics before it
 * @param after and behind
 */
record Agreement(RandomCall call, String tag, HttpResponse<String> response, SimulatedCall.Usage billed, Scrape before,
		Scrape after) {

	private static final String COST = "gen_ai_client_cost_usd_total";

	static BigDecimal money(JsonNode usd) {
		return usd.isNull() ? BigDecimal.ZERO : new BigDecimal(usd.asString());
	}

	void check(JsonNode row, @Nullable JsonNode report, @Nullable JsonNode price) {
		SoftAssertions all = new SoftAssertions();
		checkIdentity(row, all);
		checkCaller(row, all);
		checkLines(row, all);
		checkMetrics(row, all);
		checkSavings(row, all);
		checkTokens(row, all);
		checkUsage(row, all);
		checkReport(row, report, all);
		checkPrice(row, price, all);
		if (!all.errorsCollected().isEmpty()) {
			all.collectAssertionError(new AssertionError(this.call + "\nhas the row " + row));
		}
		all.assertAll();
	}

	private void checkIdentity(JsonNode row, SoftAssertions all) {
		all.assertThat(row.path("client_request_id").asString()).isEqualTo("client-" + this.tag);
		all.assertThat(row.path("tags")).hasToString("{\"a\":\"b\",\"call\":\"" + this.tag + "\"}");
		all.assertThat(row.path("requested_model").asString()).isEqualTo(this.call.model());
		all.assertThat(row.path("streamed").asBoolean()).isEqualTo(this.call.door().isStreamed());
		all.assertThat(row.path("status").asInt()).isEqualTo(200);
		all.assertThat(row.path("outcome").asString()).isEqualTo("completed");
		all.assertThat(row.path("state").asString()).isEqualTo("settled");
		all.assertThat(header("x-tollgate-provider")).hasValue(row.path("provider").asString());
		all.assertThat(header("x-tollgate-model")).hasValue(row.path("response_model").asString());
		Instant started = Instant.parse(row.path("started_at").asString());
		Instant completed = Instant.parse(row.path("completed_at").asString());
		all.assertThat(started).isEqualTo(this.call.start());
		// a slow call ends before the clock is put on where this machine is slow, too
		all.assertThat(completed).isIn(this.call.start(), this.call.start().plus(this.call.took()));
		all.assertThat(this.call.isSlow() || completed.equals(started)).isTrue();
		if (!row.path("first_event_at").isNull()) {
			all.assertThat(Instant.parse(row.path("first_event_at").asString())).isBetween(started, completed);
		}
	}

	private void checkCaller(JsonNode row, SoftAssertions all) {
		Optional<String> usd = Optional
			.ofNullable(row.path("cost_usd").isNull() ? null : row.path("cost_usd").asString());
		all.assertThat(header("x-tollgate-cost-usd")).isEqualTo(this.call.door().isStreamed() ? Optional.empty() : usd);
		String source = this.call.isReported() ? "provider" : "estimated";
		all.assertThat(row.path("source").asString()).isEqualTo(source);
		String window = row.path("window").isNull() ? "standard" : row.path("window").asString();
		if (!this.call.isSlow() || !this.call.door().isStreamed()) {
			all.assertThat(header("x-tollgate-price-window")).hasValue(window);
		}
		if (this.call.door() == RandomCall.Door.OPENAI_STREAM_WITH_USAGE) {
			JsonNode usage = GatewayCaller.events(this.response.body()).getLast().path("usage");
			String amount = usd.map((text) -> "\"" + text + "\"").orElse("null");
			all.assertThat(usage.path("cost"))
				.hasToString("{\"usd\":" + amount + ",\"window\":\"" + window + "\",\"source\":\"" + source + "\"}");
		}
		else {
			all.assertThat(this.response.body()).doesNotContain("\"cost\"");
		}
	}

	/** Each line is tokens by rate, and the lines are the cost and all tokens. */
	private void checkLines(JsonNode row, SoftAssertions all) {
		BigDecimal sum = BigDecimal.ZERO;
		long tokens = 0;
		for (JsonNode line : row.path("cost")) {
			BigDecimal usd = money(line.path("usd"));
			sum = sum.add(usd);
			tokens += line.path("tokens").asLong();
			all.assertThat(
					money(line.path("usd_per_million")).multiply(BigDecimal.valueOf(line.path("tokens").asLong()))
						.movePointLeft(6))
				.as(line.toString())
				.isEqualByComparingTo(usd);
		}
		all.assertThat(sum).isEqualByComparingTo(money(row.path("cost_usd")));
		if (!row.path("cost_usd").isNull()) {
			all.assertThat(tokens).isEqualTo(tokens(row, "input") + tokens(row, "output"));
		}
	}

	private void checkMetrics(JsonNode row, SoftAssertions all) {
		List<String> lines = new ArrayList<>();
		for (JsonNode line : row.path("cost")) {
			if (money(line.path("usd")).signum() > 0) {
				lines.add(line.path("token_type").asString());
			}
		}
		Map<Scrape.Series, Scrape.Growth> growth = this.after.since(this.before, COST);
		all.assertThat(growth.keySet())
			.extracting((series) -> series.label("token_type"))
			.containsExactlyInAnyOrderElementsOf(lines);
		growth.forEach((series, grown) -> {
			for (JsonNode line : row.path("cost")) {
				if (line.path("token_type").asString().equals(series.label("token_type"))) {
					all.assertThat(grown.is(money(line.path("usd")))).as("%s grew by %s", line, grown).isTrue();
				}
			}
			for (String label : List.of("provider", "route", "window", "source", "team")) {
				all.assertThat(series.label(label)).as(label).isEqualTo(row.path(label).asString());
			}
		});
	}

	private void checkSavings(JsonNode row, SoftAssertions all) {
		BigDecimal saved = this.after.since(this.before, "gen_ai_client_saved_usd_total")
			.entrySet()
			.stream()
			.filter((grown) -> grown.getKey().label("reason").equals("price_window"))
			.map((grown) -> grown.getValue().is(money(row.path("saved_usd"))) ? money(row.path("saved_usd"))
					: grown.getValue().amount())
			.reduce(BigDecimal.ZERO, BigDecimal::add);
		all.assertThat(saved).as("saved").isEqualByComparingTo(money(row.path("saved_usd")));
	}

	private void checkTokens(JsonNode row, SoftAssertions all) {
		this.after.since(this.before, "gen_ai_client_token_usage_total").forEach((series, grown) -> {
			String type = series.label("gen_ai_token_type");
			long tokens = type.equals("total") ? tokens(row, "input") + tokens(row, "output") : tokens(row, type);
			all.assertThat(grown.amount()).as(type).isEqualByComparingTo(BigDecimal.valueOf(tokens));
		});
	}

	private void checkUsage(JsonNode row, SoftAssertions all) {
		if (!this.call.isReported()) {
			all.assertThat(tokens(row, "input")).isPositive();
			return;
		}
		all.assertThat(tokens(row, "input")).isEqualTo(this.billed.input());
		all.assertThat(tokens(row, "cached_input")).isEqualTo(this.billed.cachedInput());
		all.assertThat(tokens(row, "audio_input")).isEqualTo(this.billed.audioInput());
		all.assertThat(tokens(row, "output")).isEqualTo(this.billed.output());
		all.assertThat(tokens(row, "reasoning")).isEqualTo(this.billed.reasoning());
		JsonNode body = switch (this.call.door()) {
			case OPENAI, GEMINI -> GatewayCaller.json(this.response);
			case OPENAI_STREAM_WITH_USAGE, GEMINI_STREAM -> GatewayCaller.events(this.response.body()).getLast();
			case OPENAI_STREAM -> null;
		};
		if (body != null) {
			JsonNode usage = body.path(this.call.door().isGemini() ? "usageMetadata" : "usage");
			checkBody(row, usage, all);
		}
	}

	private void checkBody(JsonNode row, JsonNode usage, SoftAssertions all) {
		if (this.call.door().isGemini()) {
			all.assertThat(usage.path("promptTokenCount").asLong()).isEqualTo(tokens(row, "input"));
			all.assertThat(usage.path("cachedContentTokenCount").asLong(0)).isEqualTo(tokens(row, "cached_input"));
			all.assertThat(usage.path("candidatesTokenCount").asLong(0) + usage.path("thoughtsTokenCount").asLong(0))
				.isEqualTo(tokens(row, "output"));
			return;
		}
		JsonNode sent = usage.path("prompt_tokens_details");
		JsonNode answered = usage.path("completion_tokens_details");
		all.assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(tokens(row, "input"));
		all.assertThat(sent.path("cached_tokens").asLong(0)).isEqualTo(tokens(row, "cached_input"));
		all.assertThat(sent.path("audio_tokens").asLong(0)).isEqualTo(tokens(row, "audio_input"));
		all.assertThat(usage.path("completion_tokens").asLong()).isEqualTo(tokens(row, "output"));
		all.assertThat(answered.path("reasoning_tokens").asLong(0)).isEqualTo(tokens(row, "reasoning"));
	}

	private void checkReport(JsonNode row, @Nullable JsonNode report, SoftAssertions all) {
		all.assertThat(report).as("the report of the tag " + this.tag).isNotNull();
		if (report != null) {
			all.assertThat(report.path("requests").asInt()).isEqualTo(1);
			all.assertThat(money(report.path("cost_usd"))).isEqualByComparingTo(money(row.path("cost_usd")));
			all.assertThat(money(report.path("saved_usd"))).isEqualByComparingTo(money(row.path("saved_usd")));
			all.assertThat(report.path("usage")).isEqualTo(row.path("usage"));
			all.assertThat(report.path("unpriced_tokens").asLong())
				.isEqualTo(row.path("cost_usd").isNull() ? tokens(row, "input") + tokens(row, "output") : 0);
		}
	}

	private void checkPrice(JsonNode row, @Nullable JsonNode price, SoftAssertions all) {
		if (price == null) {
			all.assertThat(row.path("cost_usd").isNull()).as("a price of nothing").isTrue();
			return;
		}
		all.assertThat(row.path("price_row")).isEqualTo(price.path("row"));
		// where there is no price there is no window either, which is the standard one
		all.assertThat(row.path("window").asString()).isEqualTo(price.path("window").asString("standard"));
		boolean standard = this.call.tier().isEmpty() || this.call.tier().endsWith("t");
		for (JsonNode line : row.path("cost")) {
			JsonNode rate = price.path("per_million").path(line.path("token_type").asString());
			if (standard && !rate.isMissingNode()) {
				all.assertThat(line.path("usd_per_million")).isEqualTo(rate);
			}
		}
	}

	private static long tokens(JsonNode row, String type) {
		return row.path("usage").path(type).asLong(0);
	}

	private Optional<String> header(String name) {
		return this.response.headers().firstValue(name);
	}

}
