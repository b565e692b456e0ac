package dev.tollgate.pricing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import dev.tollgate.testing.Goldens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

class PricesCommandTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final String EXCERPTS = "src/test/resources/imports/";

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private int run(String... arguments) {
		List<String> all = new ArrayList<>(List.of("prices"));
		all.addAll(List.of(arguments));
		return PricesCommand.run(all, CLOCK, new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

	private String rows() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	private String summary() {
		return this.err.toString(StandardCharsets.UTF_8).strip();
	}

	private PriceList imported() {
		return PriceList.load(List.of(new ClassPathResource("prices.yml"), Prices.file("imported.yml", rows())));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					litellm      | LiteLLM, litellm.json: 12 models: 2 as in force, 5 with another price, 2 new, 1 that cannot follow, 2 left out
					genai-prices | genai-prices, genai-prices.json: 7 models: 2 as in force, 2 with another price, 2 new, 0 that cannot follow, 1 left out
					""")
	void whatDiffersIsPrintedAsRows(String list, String summary) {
		assertThat(run("import", EXCERPTS + list + ".json")).isZero();
		Goldens.of("imports").verify(list + ".yml", rows());
		assertThat(summary()).isEqualTo(summary);
	}

	@ParameterizedTest
	@ValueSource(strings = { "litellm", "genai-prices" })
	void printedRowsLoadAndAreWhatWasRead(String list) throws IOException {
		assertThat(run("import", EXCERPTS + list + ".json")).isZero();
		PriceList both = imported();
		assertThat(both.rows()).hasSizeGreaterThan(Prices.REAL.rows().size());
		// the same question again finds nothing new
		Path first = Files.createTempFile("imported", ".yml");
		try {
			Files.writeString(first, rows());
			this.out.reset();
			this.err.reset();
			assertThat(run("import", EXCERPTS + list + ".json",
					"--tollgate.prices.location=classpath:prices.yml,file:" + first))
				.isZero();
			assertThat(summary()).contains(" 0 with another price, 0 new");
			assertThat(rows()).contains("prices: []");
			assertThat(PriceList.load(Prices.file("none.yml", rows())).rows()).isEmpty();
		}
		finally {
			Files.delete(first);
		}
	}

	@Test
	void figuresAreExactAndRowsBeginToday() {
		assertThat(run("import", EXCERPTS + "litellm.json")).isZero();
		PriceList both = imported();
		assertThat(Prices.at(both, "openai/gpt-4.1", "2026-11-22T23:59:59Z").rates())
			.isEqualTo(Prices.real("openai/gpt-4.1", "2026-11-22T23:59:59Z").rates());
		Rates rates = Prices.at(both, "openai/gpt-4.1", "2026-11-23T00:00:00Z").rates();
		assertThat(rates).hasToString("{INPUT=2.25, CACHED_INPUT=0.5, OUTPUT=8.000001}");
		assertThat(Prices.at(both, "openai/gpt-5-nano", "2026-11-23T00:00:00Z").rates(0, "flex"))
			.hasToString("{INPUT=0.025, CACHED_INPUT=0.0025, OUTPUT=0.2}");
		assertThat(Prices.at(both, "gemini/gemini-2.5-pro", "2026-11-23T00:00:00Z").rates(200_001, null))
			.hasToString("{INPUT=2.75, CACHED_INPUT=0.25, OUTPUT=15}");
		assertThat(new BigDecimal("1.25e-06").movePointRight(6)).isEqualByComparingTo("1.25");
	}

	@Test
	void hoursAndDaysOfTheOtherListAreKept() {
		assertThat(run("import", EXCERPTS + "genai-prices.json")).isZero();
		PriceList both = imported();
		assertThat(Prices.at(both, "deepseek/deepseek-reasoner", "2026-11-24T00:29:59Z").rates())
			.hasToString("{INPUT=0.135, CACHED_INPUT=0.035, OUTPUT=0.55}");
		assertThat(Prices.at(both, "deepseek/deepseek-reasoner", "2026-11-24T00:30:00Z").rates())
			.hasToString("{INPUT=0.55, CACHED_INPUT=0.14, OUTPUT=2.19}");
		assertThat(Prices.at(both, "openai/o3", "2026-11-24T00:00:00Z").rates())
			.hasToString("{INPUT=2, CACHED_INPUT=0.5, OUTPUT=8} + 0.012 per request");
		// of ours, what the file does not know
		assertThat(Prices.at(both, "deepseek/deepseek-v4-flash", "2026-11-24T02:00:00Z").window()).isEqualTo("peak");
	}

	@Test
	void hoursThatAreOursInOtherWordsAreNoDifference(@TempDir Path directory) throws IOException {
		// the discount as the row has it, and the same the other way round
		Path ours = Files.writeString(directory.resolve("mine.yml"), """
				prices:
				  - model: deepseek/deepseek-reasoner
				    from: "2025-02-26T16:30:00Z"
				    billed-at: completion
				    per-million: { input: "0.55", cached-input: "0.14", output: "2.19" }
				    windows:
				      - { name: discount, zone: UTC, hours: ["16:30/00:30"],
				          per-million: { input: "0.135", cached-input: "0.035", output: "0.550" } }
				    source: "a test"
				    verified-on: "2026-11-23"
				""");
		assertThat(run("import", EXCERPTS + "genai-prices.json", "--provider", "deepseek",
				"--tollgate.prices.location=file:" + ours))
			.isZero();
		assertThat(summary()).contains("2 models: 1 as in force, 0 with another price, 1 new");
	}

	@Test
	void whatOurRowHasAndTheFileDoesNotIsKept(@TempDir Path directory) throws IOException {
		Path ours = Files.writeString(directory.resolve("mine.yml"),
				"""
						calendars:
						  - { name: days, zone: UTC, dates: ["2026-12-24"] }
						prices:
						  - model: openai/gpt-4o
						    from: "2025-01-01T00:00:00Z"
						    billed-at: completion
						    per-million: { input: 1, cached-input: 0.5, output: 2, per-request: 0.01 }
						    windows:
						      - { name: night, zone: Europe/Berlin, hours: ["18:00/24:00"], weekdays: [FRIDAY, MONDAY],
						          except: days, per-million: { output: 1.5 } }
						    above: [ { input-tokens: 100, per-million: { input: 2, output: 3 } } ]
						    service-tiers:
						      flex: { input: 0.1, per-request: 0.001, above: [ { input-tokens: 100, per-million: { input: 1 } } ] }
						    source: "a test"
						    verified-on: "2026-11-23"
						""");
		Path file = Files.writeString(directory.resolve("list.json"), """
				{"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06,
				 "input_cost_per_token_above_100_tokens": 5e-06}}
				""");
		assertThat(run("import", file.toString(), "--tollgate.prices.location=file:" + ours)).isZero();
		List<PriceRow> rows = PriceList.load(List.of(new FileSystemResource(ours), Prices.file("imported.yml", rows())))
			.rows();
		PriceRow before = rows.getFirst();
		PriceRow after = rows.getLast();
		assertThat(rows).hasSize(2);
		assertThat(after.rates()).hasToString("{INPUT=1, CACHED_INPUT=0.5, OUTPUT=4} + 0.01 per request");
		assertThat(after.above()).singleElement()
			.hasToString("ContextTier[inputTokens=100, rates={INPUT=5, OUTPUT=3}]");
		assertThat(after.windows()).isEqualTo(before.windows());
		assertThat(after.serviceTiers()).isEqualTo(before.serviceTiers());
		assertThat(after.billedAt()).isEqualTo(BilledAt.COMPLETION);
		assertThat(rows()).contains("#   output: 2 -> 4\n", "#   above 100 input: 2 -> 5\n",
				"to be checked: window night, service tier flex, cached-input 0.5, per-request 0.01, above 100 output 3");
	}

	@Test
	void aWindowsPriceForAllHoursIsNoDifference(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("list.json"), """
				{"deepseek/deepseek-flash": {"litellm_provider": "deepseek", "input_cost_per_token": 3e-07,
				 "output_cost_per_token": 1.2e-06}}
				""");
		assertThat(run("import", file.toString())).isZero();
		assertThat(summary()).contains("1 as in force");
		assertThat(rows()).contains("deepseek/deepseek-flash: costs at all hours what it costs in the window peak");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e400", "1e-400", "1e-999999999", "1e999999999", "-1e999999999", "1e-2147483647" })
	@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aFigureThatNoPriceCanHaveLeavesItsModelOut(String figure, @TempDir Path directory) throws IOException {
		Path list = Files.writeString(directory.resolve("list.json"), """
				{"gpt-4o": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": FIGURE,
				  "output_cost_per_token": 1e-05},
				 "gpt-5": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-05,
				  "output_cost_per_token": 1e-05, "input_cost_per_request": FIGURE},
				 "gpt-4.1": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-05,
				  "output_cost_per_token": 1e-05, "search_cost": FIGURE}}
				""".replace("FIGURE", figure));
		assertThat(run("import", list.toString())).isZero();
		assertThat(summary()).contains("3 models: ", " 2 left out");
	}

	@Test
	@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aTierThatNobodyCanReachIsRefused(@TempDir Path directory) throws IOException {
		Path list = Files.writeString(directory.resolve("list.json"), """
				[{"id": "openai", "models": [{"id": "gpt-4o", "prices": {"output_mtok": 1,
				  "requests_kcount": 1e-2147483647,
				  "input_mtok": {"base": 1, "tiers": [{"start": 1e999999999, "price": 2}]}}}]}]
				""");
		assertThat(run("import", list.toString())).isNotZero();
		assertThat(summary()).contains("is not understood");
	}

	@Test
	void onlyTheProvidersAskedForAreLookedAt() {
		assertThat(run("import", EXCERPTS + "litellm.json", "--provider=gemini")).isZero();
		assertThat(rows()).contains("gemini/gemini-2.5-pro").doesNotContain("openai/");
	}

	@Test
	void whatTheOtherListSaysCannotLeaveItsComment(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("list.json"),
				"""
						{"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
						 "odd_cost\\nprices: []": "a\\u2028b\\nc"},
						 "a\\nb: \\"c": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06}}
						""");
		assertThat(run("import", file.toString())).isZero();
		assertThat(Prices.at(imported(), "openai/a\nb: \"c", "2026-11-23T00:00:00Z").rates())
			.hasToString("{INPUT=1, OUTPUT=1}");
		assertThat(rows().lines().filter((line) -> line.startsWith("prices"))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"models": 7}      | list.json: is neither LiteLLM's model_prices_and_context_window.json nor genai-prices' JSON
					[]                 | list.json: is neither LiteLLM's model_prices_and_context_window.json nor genai-prices' JSON
					{"a": 1            | list.json: is not JSON
					[{"id":"openai","models":[{"id":"m","prices":{"input_mtok":{"base":1,"tiers":[{"start":{},"price":"x"}]}}}]}] | list.json: is not understood
					[{"id":"openai","models":[{"id":"m","prices":[{"constraint":{"start_date":"soon"},"prices":{}}]}]}] | list.json: is not understood: 'soon' is no day
					""",
			quoteCharacter = '`')
	void aFileThatIsNotUnderstoodIsRefused(String content, String reason, @TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("list.json"), content);
		assertThat(run("import", file.toString())).isOne();
		assertThat(summary()).startsWith(reason);
		assertThat(rows()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "import", "export a.json", "import a.json b.json", "import --help",
			"import a.json --provider anthropic" })
	void whatIsNoCommandIsExplained(String line) {
		assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isOne();
		assertThat(summary()).startsWith("Usage: java -jar tollgate.jar prices import FILE");
	}

	@Test
	void aFileThatIsNotThereIsNamed() {
		assertThat(run("import", "nowhere.json")).isOne();
		assertThat(summary()).isEqualTo("nowhere.json: cannot be read");
	}

}
