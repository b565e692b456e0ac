package dev.tollgate;

import java.util.UUID;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys are made, changed and revoked in the console, and one that ends is told so.
 */
class ConsoleKeysJarTests extends ConsolePageTests {

	/** A name that no other test has given: names are for ever. */
	private final String name = "key-" + UUID.randomUUID();

	private Locator row() {
		return css("tbody tr").filter(new Locator.FilterOptions().setHasText(this.name));
	}

	private JsonNode keyOfTheApi() {
		return this.gateway.ask("/admin/keys")
			.path("data")
			.valueStream()
			.filter((key) -> key.path("name").asString().equals(this.name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aKeyIsMadeShownOnceChangedAndRevoked() {
		String team = "team-" + UUID.randomUUID();
		this.gateway.post("/admin/teams", "{\"name\": \"" + team + "\", \"budget_usd\": \"50\"}");
		visit("#/keys");
		css(".page-head .primary").click();
		Locator dialog = css("dialog");
		dialog.getByLabel("Name").fill(this.name);
		dialog.getByLabel("Team").selectOption(team);
		dialog.getByRole(AriaRole.COMBOBOX, new Locator.GetByRoleOptions().setName("Add a model")).fill("gpt-4o-mini");
		this.page.keyboard().press("Enter");
		expect(dialog.locator(".picked")).containsText("gpt-4o-mini");
		dialog.getByLabel("Requests a minute").fill("60");
		dialog.getByLabel("Budget in dollars").fill("12.50");
		button("Make the key").click();
		Locator secret = css("dialog .secret code");
		expect(secret).containsText("tg-");
		String key = secret.innerText();
		assertThat(this.gateway.status("/v1/models", key)).isEqualTo(200);
		button("I have it").click();
		expect(row()).containsText("60 requests a minute");
		expect(row()).containsText("$12.50");
		expect(css("body")).not().containsText(key);
		JsonNode made = keyOfTheApi();
		assertThat(made.path("team").asString()).isEqualTo(team);
		assertThat(made.path("models").toString()).isEqualTo("[\"gpt-4o-mini\"]");
		assertThat(made.path("budget_usd").asString()).isEqualTo("12.5");
		button("Change " + this.name).click();
		dialog.getByLabel("Requests a minute").fill("");
		dialog.getByLabel("Calls at once").fill("3");
		button("Save").click();
		expect(row()).containsText("3 at once");
		assertThat(keyOfTheApi().path("requests_per_minute").isNull()).isTrue();
		button("Revoke " + this.name).click();
		button("Revoke for ever").click();
		expect(row()).hasCount(0);
		assertThat(this.gateway.status("/v1/models", key)).isEqualTo(401);
	}

	@Test
	void whatTheApiRefusesIsToldAtItsField() {
		this.gateway.post("/admin/keys", "{\"name\": \"" + this.name + "\"}");
		visit("#/keys");
		css(".page-head .primary").click();
		css("dialog").getByLabel("Name").fill(this.name);
		button("Make the key").click();
		expect(css("dialog [role=alert]")).containsText("That name is taken");
		expect(css("dialog").getByLabel("Name")).hasAttribute("aria-invalid", "true");
	}

	@Test
	void aTeamIsMadeAndItsBudgetChanged() {
		visit("#/keys");
		button("New team").click();
		css("dialog").getByLabel("Name").fill(this.name);
		css("dialog").getByLabel("Budget in dollars").fill("5");
		css("dialog").getByLabel("For").selectOption("week");
		button("Make the team").click();
		expect(row()).containsText("$5.00");
		button("Change " + this.name).click();
		css("dialog").getByLabel("Budget in dollars").fill("7.25");
		button("Save").click();
		expect(row()).containsText("$7.25");
	}

	@Test
	void aKeyThatExpiresLeadsBackToTheDoorAndIsToldSo() {
		JsonNode made = this.gateway.post("/admin/keys", "{\"name\": \"" + this.name + "\"}");
		String key = made.path("key").asString();
		visit("#/prices", key);
		expect(css(".price-list tbody tr").first()).isVisible();
		this.gateway.patch("/admin/keys/" + made.path("id").asString(), "{\"expires_at\": \"2026-01-01T00:00:00Z\"}");
		this.page.evaluate("() => { location.hash = '#/prices/gpt-4o'; }");
		expect(css("[role=alert]")).containsText("You were signed out.");
		expect(css("[role=alert]")).containsText("expired");
		this.page.getByLabel("Your key").fill(key);
		button("Sign in").click();
		expect(css("[role=alert]")).containsText("expired");
		expect(this.page.getByRole(AriaRole.NAVIGATION)).hasCount(0);
	}

	private String key(String settings) {
		return this.gateway.post("/admin/keys", "{\"name\": \"" + this.name + "\"" + settings + "}")
			.path("key")
			.asString();
	}

	private void ask(String text) {
		css(".prompt").fill(text);
		button("Send").click();
	}

	@Test
	void whoIsNoAdministratorSeesTheOwnKeyAndTheOwnCost() {
		String key = key(
				", \"models\": [\"gpt-4o\", \"deepseek/*\"], \"budget_usd\": \"2\", \"budget_period\": \"week\"");
		visit("#/playground", key);
		expect(css("nav a")).hasText(new String[] { "Playground", "Prices", "Cost", "My key" });
		ask("Why is the sky blue?");
		css(".figures strong").waitFor();
		String cost = css(".figures strong").getAttribute("title");
		css("article.answer").getByText("Why this cost").click();
		expect(css(".headline")).hasText("$" + cost.replace(" USD", ""));
		go("#/cost");
		expect(css(".tile").first()).hasAttribute("title", cost);
		expect(css(".requests tbody tr")).hasCount(1);
		go("#/key");
		expect(css("section[aria-label=Key]")).containsText("gpt-4o, deepseek/*");
		expect(css("section[aria-label=Budgets]")).containsText("of $2.00 a week");
		JsonNode known = this.gateway.ask("/admin/keys").path("data").path(0);
		assertThat(known.path("name").asString()).isEqualTo(this.name);
		expect(css("section[aria-label=Budgets] strong")).hasAttribute("title",
				known.path("remaining_usd").asString() + " USD");
		go("#/prices");
		expect(css(".price-list tbody")).not().containsText("gemini-2.5-flash");
		// what is an administrator's is no view of theirs
		go("#/routes");
		expect(css("h1")).hasText("Playground");
	}

	@Test
	void aLimitThatIsReachedIsToldWithWhenToComeBack() {
		visit("#/playground", key(", \"requests_per_minute\": 1"));
		ask("Hi");
		css(".figures strong").waitFor();
		ask("And again");
		expect(css("article.answer [role=alert]")).containsText("A limit of your key is reached");
		expect(css("article.answer [role=alert]")).containsText("Try again in");
		assertThat(this.gateway.calls()).hasSize(1);
	}

	@Test
	void aBudgetThatIsUsedUpIsToldAndNothingIsSpent() {
		visit("#/playground", key(", \"budget_usd\": \"0.0000001\""));
		ask("Hi");
		expect(css("article.answer [role=alert]")).containsText("A budget is used up");
		assertThat(this.gateway.calls()).isEmpty();
	}

}
