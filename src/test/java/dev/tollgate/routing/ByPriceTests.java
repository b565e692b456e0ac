package dev.tollgate.routing;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The price list that the gateway comes with moves a route when a window opens or closes.
 */
class ByPriceTests {

	private static final ByPrice PREFERENCE = new ByPrice(
			PriceBook.of(PriceList.load(new ClassPathResource("prices.yml"))));

	@ParameterizedTest
	@CsvSource({
			// the lecture's nightly discount: 0.135/0.55 against 0.15/0.60, to the second
			"2025-03-01T16:29:59Z, gpt-4o-mini", "2025-03-01T16:30:00Z, deepseek-chat",
			"2025-03-02T00:29:59Z, deepseek-chat", "2025-03-02T00:30:00Z, gpt-4o-mini",
			// before the discount began, and after it was cancelled
			"2025-02-20T18:00:00Z, gpt-4o-mini", "2025-09-10T18:00:00Z, gpt-4o-mini" })
	void aRouteMovesWithTheNightlyDiscountOf2025(String at, String first) {
		assertThat(order(at, null, "openai/gpt-4o-mini", "deepseek/deepseek-chat").getFirst()).endsWith("/" + first);
	}

	@ParameterizedTest
	@CsvSource({
			// a Monday in Shanghai: 09:00 to 12:00 and 14:00 to 18:00; else a tie, and
			// the
			// list decides
			"2026-11-23T00:59:59Z, deepseek-flash", "2026-11-23T01:00:00Z, gpt-4o-mini",
			"2026-11-23T03:59:59Z, gpt-4o-mini", "2026-11-23T04:00:00Z, deepseek-flash",
			"2026-11-23T06:00:00Z, gpt-4o-mini", "2026-11-23T10:00:00Z, deepseek-flash",
			// a Sunday, and the National Day
			"2026-11-22T02:00:00Z, deepseek-flash", "2026-10-01T02:00:00Z, deepseek-flash" })
	void aRouteMovesWithThePeakHoursOfToday(String at, String first) {
		assertThat(order(at, null, "deepseek/deepseek-flash", "openai/gpt-4o-mini").getFirst()).endsWith("/" + first);
	}

	@ParameterizedTest
	@CsvSource({ "10, x/short", "100000, x/long" })
	void theLengthOfTheAnswerDecides(long output, String first) {
		// cheap to ask and dear to answer, or the other way round
		PriceBook prices = PriceBook.of(PriceList.load(new Yaml("""
				prices:
				  - { model: x/short, from: "2026-01-01T00:00:00Z", billed-at: start,
				      per-million: { input: "0.10", output: "9" }, source: "a test", verified-on: "2026-11-23" }
				  - { model: x/long, from: "2026-01-01T00:00:00Z", billed-at: start,
				      per-million: { input: "1", output: "2" }, source: "a test", verified-on: "2026-11-23" }
				""")));
		Demand demand = new Demand(Set.of(), 1000, output, 1, null);
		List<Target> order = new ByPrice(prices).order(targets("x/long", "x/short"), demand,
				Instant.parse("2026-11-23T12:00:00Z"));
		assertThat(TestTargets.names(order).getFirst()).isEqualTo(first);
	}

	@Test
	void whatHasNoPriceComesLast() {
		assertThat(order("2026-11-23T12:00:00Z", null, "openai/unheard-of", "openai/gpt-4o", "openai/gpt-4o-mini"))
			.containsExactly("openai/gpt-4o-mini", "openai/gpt-4o", "openai/unheard-of");
	}

	@Test
	void theReasonIsTheAmount() {
		Target target = targets("openai/gpt-4o-mini").getFirst();
		Demand demand = new Demand(Set.of(), 1000, null, 1, null);
		assertThat(PREFERENCE.reason(target, List.of(target), demand, Instant.parse("2026-11-23T12:00:00Z")))
			.isEqualTo("0.00045 USD for 1000 tokens of input and 500 of output in the window 'standard'");
	}

	private static List<String> order(String at, @Nullable Long output, String... models) {
		return TestTargets
			.names(PREFERENCE.order(targets(models), new Demand(Set.of(), 100, output, 1, null), Instant.parse(at)));
	}

	private static List<Target> targets(String... models) {
		return Arrays.stream(models).map((model) -> TestTargets.target(model, new Speed(Clock.systemUTC()))).toList();
	}

	private static final class Yaml extends ByteArrayResource {

		Yaml(String yaml) {
			super(yaml.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String getFilename() {
			return "test.yml";
		}

	}

}
