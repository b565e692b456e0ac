package dev.tollgate;

import java.time.Duration;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console shows who would be called, and how the providers are.
 */
class ConsoleRoutesJarTests extends ConsolePageTests {

	private Locator route(String name) {
		return css("section[aria-label='Route " + name + "']");
	}

	@AfterEach
	void heal() {
		this.gateway.fault("gemini", null);
	}

	@Test
	void itSaysWhatTheCheapestIsNowAndAfterTheNextChange() {
		visit("#/routes");
		JsonNode now = this.gateway.ask("/admin/routes?model=thrifty&input_tokens=1000&max_tokens=500");
		String taken = now.path("taken").path("provider").asString() + "/" + now.path("taken").path("model").asString();
		expect(route("thrifty").locator("tr.taken")).containsText(taken);
		expect(route("thrifty").locator("tr.taken")).containsText("taken now");
		expect(route("thrifty").locator("tbody tr").first())
			.containsText(now.path("targets").path(0).path("reason").asString());
		// peak hours and others take turns: what is taken changes with the next one or
		// stays
		expect(route("thrifty").locator(".route-note")).containsText("UTC");
		expect(route("trial")).containsText("first in 95 % of calls");
		expect(css("section[aria-label='Names with one target']")).containsText("deepseek-reasoner");
	}

	@Test
	void aCircuitThatOpensIsSeenWithoutAReload() {
		visit("#/routes");
		expect(css("section[aria-label=gemini] .badge").first()).hasText("Ready");
		this.gateway.fault("gemini", "status=503");
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).until(() -> {
			this.gateway.chat("gemini-2.5-flash", "Hi", "console=fault");
			return this.gateway.ask("/admin/providers").toString().contains("circuit_open");
		});
		expect(css("section[aria-label=gemini] .badge").first()).hasText("Circuit open");
		expect(css("section[aria-label=gemini] .key-states")).containsText("circuit open");
		expect(css("section[aria-label=openai] .badge").first()).hasText("Ready");
	}

	@Test
	void itSaysWhoWouldGetARequest() {
		visit("#/routes");
		Locator ask = css("section[aria-label=Ask]");
		Locator model = ask.getByRole(AriaRole.COMBOBOX);
		model.fill("support");
		model.press("Enter");
		ask.getByLabel("Sounds").check();
		ask.getByRole(AriaRole.BUTTON).click();
		expect(ask.locator(".notice")).containsText("It would go to gemini/gemini-2.5-flash");
		expect(ask.locator("tbody")).containsText("passed over");
		ask.getByLabel("Sounds").uncheck();
		ask.getByLabel("At (UTC), empty for now").fill("2026-11-24T02:00");
		model.fill("thrifty");
		model.press("Enter");
		ask.getByRole(AriaRole.BUTTON).click();
		expect(ask.locator(".notice")).containsText("It would go to openai/gpt-4o-mini");
		expect(ask.locator("tbody")).containsText("in the window 'peak'");
		assertThat(this.gateway.calls()).isEmpty();
	}

}
