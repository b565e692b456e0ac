package dev.tollgate;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console asks for a key, keeps it in the tab alone, and says why one is not taken.
 */
class ConsoleSignInJarTests extends ConsolePageTests {

	private static final String STORED = "() => JSON.stringify([Object.values(sessionStorage), Object.values(localStorage), document.cookie])";

	@BeforeEach
	void comeToTheDoor() {
		knock();
	}

	private String stored() {
		return String.valueOf(this.page.evaluate(STORED));
	}

	@Test
	void aKeyThatIsNotAcceptedIsToldAndNotKept() {
		this.page.getByLabel("Your key").fill("tg-not-one");
		button("Sign in").click();
		expect(css("[role=alert]")).containsText("This key is not accepted.");
		expect(css("[role=alert]")).containsText("No valid API key was sent");
		assertThat(stored()).doesNotContain("tg-not-one");
		expect(css("nav")).hasCount(0);
		expect(this.page.getByLabel("Your key")).isFocused();
	}

	@Test
	void theKeyStaysInTheTabAndIsForgottenAtTheEnd() {
		signIn(GatewayProcess.KEY);
		assertThat(String.valueOf(this.page.evaluate("() => sessionStorage.getItem('tollgate.key')")))
			.isEqualTo(GatewayProcess.KEY);
		assertThat(String
			.valueOf(this.page.evaluate("() => JSON.stringify(Object.entries(localStorage)) + document.cookie")))
			.doesNotContain(GatewayProcess.KEY);
		assertThat(this.page.url()).doesNotContain(GatewayProcess.KEY);
		this.page.reload();
		expect(css("nav")).isVisible();
		button("Sign out").click();
		expect(this.page.getByLabel("Your key")).isVisible();
		assertThat(stored()).doesNotContain(GatewayProcess.KEY);
		open(new Browser.NewContextOptions());
		expect(this.page.getByLabel("Your key")).isVisible();
	}

	@Test
	void aKeyThatIsNoLongerTakenLeadsBackToTheDoor() {
		signIn(GatewayProcess.KEY);
		this.page.evaluate("() => sessionStorage.setItem('tollgate.key', 'tg-was-one')");
		this.page.evaluate("() => { location.hash = '#/cost'; }");
		expect(css("[role=alert]")).containsText("You were signed out.");
		assertThat(stored()).doesNotContain("tg-was-one");
		signIn(GatewayProcess.KEY);
		expect(css("h1")).hasText("Cost");
	}

	@Test
	void aGatewayThatIsAwayIsToldInWords() {
		signIn(GatewayProcess.KEY);
		this.page.route("**/admin/**", Route::abort);
		go("#/cost");
		expect(css(".state.failed").first()).containsText("The gateway cannot be reached");
		this.page.unroute("**/admin/**");
		this.page.getByText("Try again").first().click();
		expect(css(".state.failed")).hasCount(1);
	}

	@Test
	void aSlowAnswerIsWaitedForVisibly() {
		signIn(GatewayProcess.KEY);
		this.page.route("**/v1/prices/history**", (route) -> {
			// answered when the test says so
		});
		this.page.evaluate("() => { location.hash = '#/prices/deepseek-chat'; }");
		expect(css("section[aria-label=History] .skeleton")).isVisible();
		expect(css("section[aria-label=History] .waiting")).containsText("Still asking");
		css("section[aria-label=History]").getByText("Cancel").click();
		expect(css("section[aria-label=History]")).containsText("The question was taken back");
		this.page.unroute("**/v1/prices/history**");
		css("section[aria-label=History]").getByText("Ask again").click();
		expect(css("section[aria-label=History] svg.plot")).isVisible();
	}

}
