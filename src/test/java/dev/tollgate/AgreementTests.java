package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.simulator.SimulatedCall;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One number: header, usage chunk, metric, ledger row and report of any call show the
 * same cost, to the last digit, and all else that they show of it agrees, too. The calls
 * are made at random; the one that fails is printed, with the seed.
 */
class AgreementTests extends GatewayTests {

	private static final int CALLS = 25;

	private static final AtomicInteger TAG = new AtomicInteger();

	private static final TestContextManager SPRING = new TestContextManager(AgreementTests.class);

	@BeforeTry
	void prepare() throws Exception {
		// this is jqwik's engine, of which Spring does not know: the application is that
		// of the other tests
		SPRING.prepareTestInstance(this);
		forget();
	}

	@AfterContainer
	static void release() throws Exception {
		SPRING.afterTestClass();
	}

	@Provide
	Arbitrary<List<RandomCall>> calls() {
		return RandomCall.any().list().ofSize(CALLS);
	}

	// the call that fails is told, so that there is no need to look for a smaller one
	@Property(tries = 12, shrinking = ShrinkingMode.OFF)
	void everybodyShowsTheSameCost(@ForAll("calls") List<RandomCall> calls) {
		LedgerReports ledger = new LedgerReports(this.gateway);
		ledger.awaitWritten();
		BigDecimal before = ledger.total();
		List<Agreement> made = new ArrayList<>();
		Scrape last = scrape();
		for (RandomCall call : calls) {
			Agreement agreement = make(call, last);
			made.add(agreement);
			last = agreement.after();
		}
		made.forEach((agreement) -> ledger.row(agreement.response()));
		Map<String, JsonNode> costs = ledger.costsBy("tag:call");
		BigDecimal sum = BigDecimal.ZERO;
		for (Agreement agreement : made) {
			JsonNode row = ledger.row(agreement.response());
			agreement.check(row, costs.get(agreement.tag()), price(row));
			sum = sum.add(Agreement.money(row.path("cost_usd")));
		}
		assertThat(ledger.total().subtract(before)).as("the report's growth").isEqualByComparingTo(sum);
	}

	private Agreement make(RandomCall call, Scrape before) {
		this.simulator.clear();
		this.clock.set(call.start());
		String tag = "c" + TAG.incrementAndGet();
		HttpRequest request = this.gateway
			.keyed(call.path(), "x-client-request-id", "client-" + tag, "x-tollgate-tags", "call=" + tag + ",a=b")
			.POST(HttpRequest.BodyPublishers.ofString(call.body()))
			.build();
		HttpResponse<String> response = call.isSlow() ? sendSlowly(request, call) : this.gateway.send(request);
		assertThat(response.statusCode()).as("%s: %s", call, response.body()).isEqualTo(200);
		return new Agreement(call, tag, response, upstream().usage(), before, scrape());
	}

	private HttpResponse<String> sendSlowly(HttpRequest request, RandomCall call) {
		CompletableFuture<HttpResponse<String>> response = this.gateway.http()
			.sendAsync(request, HttpResponse.BodyHandlers.ofString());
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !this.simulator.calls().isEmpty());
		this.clock.set(call.start().plus(call.took()));
		return response.join();
	}

	private Scrape scrape() {
		return Scrape.of(this.gateway.scrape(), "gen_ai_client");
	}

	/** What the price list says of the call's instant; null where the model is new. */
	private @Nullable JsonNode price(JsonNode row) {
		String model = row.path("provider").asString() + "/" + row.path("upstream_model").asString();
		boolean atCompletion = model.contains("deepseek");
		HttpResponse<String> price = this.gateway.get("/v1/prices?model=" + model + "&at="
				+ row.path(atCompletion ? "completed_at" : "started_at").asString());
		return (price.statusCode() == 200) ? GatewayCaller.json(price) : null;
	}

	/**
	 * What was seen of a call.
	 *
	 * @param call the call
	 * @param tag the tag that no other call has
	 * @param response what the caller got
	 * @param billed what the provider would bill
	 * @param before the metrics before it
	 * @param after and behind
	 */
	private record Agreement(RandomCall call, String tag, HttpResponse<String> response, SimulatedCall.Usage billed,
			Scrape before, Scrape after) {

		private static final String COST = "gen_ai_client_cost_usd_total";

		private static BigDecimal money(JsonNode usd) {
			return usd.isNull() ? BigDecimal.ZERO : new BigDecimal(usd.asString());
		}

		private void check(JsonNode row, @Nullable JsonNode report, @Nullable JsonNode price) {
			SoftAssertions all = new SoftAssertions();
			checkIdentity(row, all);
			checkCaller(row, all);
			checkLines(row, all);
			checkMetrics(row, all);
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
			all.assertThat(completed).isEqualTo(this.call.start().plus(this.call.took()));
			if (!row.path("first_event_at").isNull()) {
				all.assertThat(Instant.parse(row.path("first_event_at").asString())).isBetween(started, completed);
			}
		}

		private void checkCaller(JsonNode row, SoftAssertions all) {
			Optional<String> usd = Optional
				.ofNullable(row.path("cost_usd").isNull() ? null : row.path("cost_usd").asString());
			all.assertThat(header("x-tollgate-cost-usd"))
				.isEqualTo(this.call.door().isStreamed() ? Optional.empty() : usd);
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
					.hasToString(
							"{\"usd\":" + amount + ",\"window\":\"" + window + "\",\"source\":\"" + source + "\"}");
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
			BigDecimal saved = this.after.since(this.before, "gen_ai_client_saved_usd_total")
				.entrySet()
				.stream()
				.filter((grown) -> grown.getKey().label("reason").equals("price_window"))
				.map((grown) -> grown.getValue().is(money(row.path("saved_usd"))) ? money(row.path("saved_usd"))
						: grown.getValue().amount())
				.reduce(BigDecimal.ZERO, BigDecimal::add);
			all.assertThat(saved).as("saved").isEqualByComparingTo(money(row.path("saved_usd")));
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
				all.assertThat(
						usage.path("candidatesTokenCount").asLong(0) + usage.path("thoughtsTokenCount").asLong(0))
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
			all.assertThat(row.path("window")).isEqualTo(price.path("window"));
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

}
