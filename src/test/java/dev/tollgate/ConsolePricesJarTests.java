package dev.tollgate;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console shows prices as the API has them, in the time in which they are.
 */
class ConsolePricesJarTests extends ConsolePageTests {

	private Locator card(String name) {
		return css("section[aria-label='" + name + "']");
	}

	@Test
	void allModelsAreListedAtTheirPriceOfNow() {
		visit("#/prices");
		JsonNode prices = this.gateway.ask("/v1/prices").path("data");
		expect(css(".price-list tbody tr")).hasCount(prices.size());
		JsonNode price = prices.valueStream()
			.filter((one) -> one.path("model").asString().equals("gemini-2.5-flash"))
			.findFirst()
			.orElseThrow();
		Locator row = css(".price-list tbody tr").filter(new Locator.FilterOptions()
			.setHas(this.page.getByText("gemini-2.5-flash", new Page.GetByTextOptions().setExact(true))));
		assertThat(price.path("per_million").path("input").asString()).isEqualTo("0.3");
		expect(row).containsText("$0.30");
		expect(row).containsText("$2.50");
		this.page.getByLabel("Find a model").fill("reasoner");
		expect(css(".price-list tbody tr")).hasCount(1);
		css(".price-list tbody a").click();
		expect(card("Price now").locator("h2")).hasText("deepseek-reasoner");
		assertThat(this.page.url()).endsWith("#/prices/deepseek-reasoner");
	}

	@Test
	void aWeeksWindowsAreDrawnInBothZonesWithThePresentMoment() {
		open(browser(1360, 860, ColorScheme.LIGHT).setTimezoneId("Asia/Shanghai"));
		visit("#/prices/deepseek-chat");
		// a weekday's two windows of peak hours, on five days of the seven unless China
		// is on holiday
		Locator peaks = card("The next seven days").locator("svg .w-peak rect");
		String from = String
			.valueOf(this.page.evaluate("() => new Date(new Date().setUTCHours(0, 0, 0, 0)).toISOString()"));
		String to = String
			.valueOf(this.page.evaluate("(from) => new Date(Date.parse(from) + 7 * 864e5).toISOString()", from));
		List<JsonNode> spans = this.gateway.ask("/v1/prices/timeline?model=deepseek-chat&from=" + from + "&to=" + to)
			.path("data")
			.valueStream()
			.toList();
		expect(peaks)
			.hasCount((int) spans.stream().filter((span) -> span.path("window").asString().equals("peak")).count());
		expect(card("The next seven days").locator("svg .now-text")).hasText("now");
		expect(card("The next seven days").locator("svg")).containsText("Shanghai");
		JsonNode change = this.gateway.ask("/v1/prices?model=deepseek-chat").path("next_change");
		expect(card("Price now").locator(".change"))
			.containsText(change.path("at").asString().substring(11, 16) + " UTC");
		expect(card("Price now").locator(".change")).containsText("here)");
		expect(card("Price now").locator(".change")).containsText("saves 50 %");
		this.page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Shanghai")).check();
		expect(card("The next seven days").locator("svg")).hasAttribute("aria-label",
				Pattern.compile(".*days of Shanghai.*"));
		card("The next seven days").getByText("As a list").click();
		expect(card("The next seven days").locator(".span-list")).containsText("peak");
	}

	@Test
	void aModelsHistoryIsDrawnRowByRow() {
		visit("#/prices/deepseek-chat");
		JsonNode eras = this.gateway.ask("/v1/prices/history?model=deepseek-chat").path("data");
		expect(card("History").locator("svg path.line.s1:not(.dashed)")).hasCount(1);
		expect(card("History").locator("svg path.dashed.s1")).hasCount(2);
		card("History").getByText("rows of the price list").click();
		expect(card("History").locator("tbody tr")).hasCount(eras.size());
		expect(card("History").locator("tbody")).containsText("discount 16:30/00:30 UTC, daily: $0.135 / $0.55");
		go("#/prices/gpt-4o");
		expect(card("The next seven days")).containsText("One price at every hour");
		expect(card("Price now")).containsText("No change is known");
	}

	@Test
	void aPromptIsEstimatedNowAndAfterTheNextChange() {
		visit("#/prices/deepseek-chat");
		card("Estimate").getByLabel("Prompt").fill("Why is the sky blue?");
		card("Estimate").getByLabel("Most tokens of the answer").fill("1000");
		card("Estimate").getByRole(AriaRole.BUTTON).click();
		JsonNode estimate = this.gateway.post("/v1/estimate", """
				{"model": "deepseek-chat", "max_tokens": 1000,
				 "messages": [{"role": "user", "content": "Why is the sky blue?"}]}""");
		expect(card("Estimate").locator(".big").first()).hasAttribute("title",
				estimate.path("now").path("cost_usd").asString() + " USD");
		expect(card("Estimate").locator(".big").nth(1)).hasAttribute("title",
				estimate.path("next").path("cost_usd").asString() + " USD");
		expect(card("Estimate")).containsText(Pattern.compile("(Asking now|Waiting) saves \\$[0-9.]+, 50 %"));
		assertThat(this.gateway.calls()).isEmpty();
	}

	@Test
	void anUnknownModelIsToldInWords() {
		visit("#/prices/nobody%2Fnothing");
		expect(card("Price now")).containsText("There is no such model for this key");
	}

}
