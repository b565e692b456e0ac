package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;
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
	@Property(tries = 6, shrinking = ShrinkingMode.OFF)
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
		JsonNode atStart = price(row, "started_at");
		boolean priced = atStart != null && !atStart.path("row").isNull();
		// what got its first price meanwhile is billed at its completion, too
		boolean atCompletion = row.path("upstream_model").asString().startsWith("deepseek") || !priced;
		return atCompletion ? price(row, "completed_at") : atStart;
	}

	private @Nullable JsonNode price(JsonNode row, String instant) {
		HttpResponse<String> price = this.gateway.get("/v1/prices?model=" + row.path("provider").asString() + "/"
				+ row.path("upstream_model").asString() + "&at=" + row.path(instant).asString());
		return (price.statusCode() == 200) ? GatewayCaller.json(price) : null;
	}

}
