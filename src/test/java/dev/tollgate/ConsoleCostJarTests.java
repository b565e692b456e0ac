package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console shows what was spent as the ledger has it.
 */
class ConsoleCostJarTests extends ConsolePageTests {

	/** The calls that these tests look for, of which there are more than a page has. */
	private static final int CALLS = 30;

	@BeforeEach
	void spend() {
		// other tests share the gateway, and make calls of their own
		if (unpriced().isEmpty()) {
			for (int call = 0; call < CALLS; call++) {
				String model = (call % 3 == 0) ? "gpt-4o" : (call % 3 == 1) ? "deepseek-chat" : "gemini-2.5-flash";
				this.gateway.chat(model, "Question " + call, "console=" + ((call % 2 == 0) ? "even" : "odd"));
			}
			this.gateway.chat("openai/gpt-9", "What has no price", "console=even");
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> unpriced().isPresent());
		}
	}

	private Optional<JsonNode> unpriced() {
		return requests("").valueStream()
			.filter((request) -> request.path("requested_model").asString().equals("openai/gpt-9"))
			.findFirst();
	}

	private JsonNode requests(String query) {
		return this.gateway.ask("/admin/requests?limit=1000" + query).path("data");
	}

	private Locator card(String name) {
		return css("section[aria-label='" + name + "']");
	}

	private String tomorrow() {
		return String.valueOf(this.page.evaluate("() => new Date(Date.now() + 864e5).toISOString().slice(0, 10)"));
	}

	@Test
	void theSumsAreTheLedgersAndApartByWhateverIsAskedFor() {
		visit("#/cost");
		BigDecimal spent = new BigDecimal(
				this.gateway.ask("/admin/costs").path("data").path(0).path("cost_usd").asString());
		expect(css(".tile").first()).hasAttribute("title", spent.toPlainString() + " USD");
		expect(css(".notice.warn")).containsText("tokens have no price");
		expect(card("Spend").locator("svg .filled").first()).isVisible();
		JsonNode providers = this.gateway.ask("/admin/costs?group_by=provider").path("data");
		expect(card("Sums").locator("tbody tr")).hasCount(providers.size());
		JsonNode deepseek = providers.valueStream()
			.filter((row) -> row.path("provider").asString().equals("deepseek"))
			.findFirst()
			.orElseThrow();
		expect(card("Sums").locator("tbody tr")
			.filter(new Locator.FilterOptions().setHasText("deepseek"))
			.locator("td[data-label=Cost]")).hasAttribute("title", deepseek.path("cost_usd").asString());
		css("select").selectOption("window");
		expect(card("Sums").locator("tbody .badge").first()).isVisible();
		css("select").selectOption("tag");
		this.page.getByLabel("Name of the tag").fill("console");
		this.page.getByLabel("Name of the tag").press("Enter");
		expect(card("Sums").locator("tbody")).containsText("even");
		expect(card("Sums").locator("tbody")).containsText("odd");
		assertThat(this.page.url()).contains("by=tag%3Aconsole");
		this.page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Today")).check();
		expect(card("Spend").locator("h2")).hasText("Spend by hour");
	}

	@Test
	void requestsAreListedPageByPageAndFound() {
		visit("#/cost?period=today");
		expect(css(".requests tbody tr")).hasCount(25);
		button("Older requests").click();
		Awaitility.await().until(() -> css(".requests tbody tr").count() > 25);
		String id = requests("").path(3).path("id").asString();
		this.page.getByLabel("Request id, or your own id").fill(id);
		expect(css(".requests tbody tr")).hasCount(1);
		expect(css(".requests tbody a")).hasAttribute("href", "#/cost/" + id);
		this.page.getByLabel("Request id, or your own id").fill("none of mine");
		expect(card("Requests")).containsText("None in this time fits the filter.");
		go("#/cost?period=own&from=2001-01-01&to=2001-01-02&by=provider");
		expect(css(".state").first()).containsText("Nothing was spent in this time");
	}

	@Test
	void reportsAreSavedAsFilesTheSameAsTheApis() throws IOException {
		visit("#/cost?period=today&by=model");
		Download costs = this.page.waitForDownload(() -> button("Costs as CSV").click());
		assertThat(costs.suggestedFilename()).isEqualTo("tollgate-costs.csv");
		assertThat(Files.readString(costs.path()))
			.isEqualTo(this.gateway.text("/admin/costs?group_by=day,model", "text/csv"));
		Download requests = this.page.waitForDownload(() -> button("Requests as CSV").click());
		assertThat(Files.readString(requests.path()))
			.isEqualTo(this.gateway.text("/admin/requests?to=" + tomorrow(), "text/csv"));
	}

	@Test
	void aRequestWithSeveralAttemptsIsExplained() {
		this.gateway.chat("support", "Hi [[simulate only=openai status=503]]", "console=retried");
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> requests("").path(0).path("attempts").size() > 1);
		JsonNode request = requests("").path(0);
		visit("#/cost/" + request.path("id").asString());
		expect(css(".headline")).hasText("$" + request.path("cost_usd").asString());
		expect(card("Time").locator("tbody tr")).hasCount(request.path("attempts").size());
		expect(card("Time").locator("tbody tr").first()).containsText("503");
		expect(card("Time").locator("svg .attempt")).hasCount(request.path("attempts").size());
		expect(card("Request")).containsText("console=retried");
		expect(card("Lines").locator("tfoot")).containsText("it adds up");
	}

	@Test
	void aRequestWithoutAPriceAndOneThatIsNotThereAreTold() {
		JsonNode unpriced = unpriced().orElseThrow();
		visit("#/cost/" + unpriced.path("id").asString());
		expect(css(".headline")).hasText("No price");
		expect(card("Lines")).containsText("counted as unpriced");
		go("#/cost/req_" + "0".repeat(32));
		expect(css(".state")).containsText("The ledger has no such request");
	}

}
