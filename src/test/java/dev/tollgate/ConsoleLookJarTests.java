package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console can be used by everybody: on a phone, by keys alone, in both themes, and
 * with what reads a page aloud. With {@code -Dconsole.screenshots=FOLDER} pictures of all
 * views are left there; with {@code -Dconsole.data=FOLDER} they show the ledger of that
 * data directory.
 */
class ConsoleLookJarTests extends ConsolePageTests {

	private static final int NARROW = 390;

	private static final int NARROWEST = 320;

	private static final Map<String, String> VIEWS = Map.of("prices", "#/prices/deepseek-chat", "cost",
			"#/cost?period=30d&by=model", "routes", "#/routes", "keys", "#/keys");

	private static final String AXE = axe();

	private static final String CHECK = """
			async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
			  .violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary).join('; '))""";

	private static String axe() {
		try (InputStream script = ConsoleLookJarTests.class.getResourceAsStream("/axe.min.js")) {
			return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void looksRight(String name) {
		idle();
		this.page.evaluate(AXE);
		assertThat((List<?>) this.page.evaluate(CHECK)).as(name).isEmpty();
		fits(name);
		if (this.page.viewportSize().width < NARROWEST + 100) {
			this.page.setViewportSize(NARROWEST, 780);
			fits(name + " on the narrowest phone");
			this.page.setViewportSize(NARROW, 780);
		}
		String folder = System.getProperty("console.screenshots", "");
		if (!folder.isEmpty()) {
			this.page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
		}
	}

	private void fits(String name) {
		assertThat(this.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")).as(name)
			.isEqualTo(true);
	}

	private void answered() {
		button("Add a model").click();
		button("Add a model").click();
		css(".prompt").fill("Why is the sky blue?");
		button("Send").click();
		expect(css("article.answer .figures strong")).hasCount(3);
	}

	private void lookAtAll(String suffix) {
		looksRight("sign-in-" + suffix);
		signIn(GatewayProcess.KEY);
		idle();
		looksRight("welcome-" + suffix);
		answered();
		looksRight("playground-" + suffix);
		css("article.answer").first().getByText("Code").click();
		looksRight("code-" + suffix);
		this.page.keyboard().press("Escape");
		String account = css("article.answer a").first().getAttribute("href");
		go(account);
		looksRight("request-" + suffix);
		VIEWS.forEach((name, address) -> {
			go(address);
			looksRight(name + "-" + suffix);
		});
		go("#/keys");
		css(".page-head .primary").click();
		looksRight("new-key-" + suffix);
	}

	@ParameterizedTest
	@EnumSource(value = ColorScheme.class, names = { "LIGHT", "DARK" })
	void allViewsAreAccessibleInBothThemes(ColorScheme theme) {
		open(browser(1360, 860, theme).setTimezoneId("Europe/Berlin"));
		lookAtAll(theme.name().toLowerCase(Locale.ROOT));
	}

	@Test
	void allViewsFitAPhone() {
		open(browser(NARROW, 780, ColorScheme.LIGHT).setTimezoneId("Asia/Shanghai"));
		lookAtAll("narrow");
	}

	@Test
	void theThemeCanBeChosen() {
		open(browser(1360, 860, ColorScheme.DARK));
		signIn(GatewayProcess.KEY);
		String background = "() => getComputedStyle(document.body).backgroundColor";
		Object dark = this.page.evaluate(background);
		button("Theme: as the system").click();
		assertThat(this.page.evaluate(background)).isNotEqualTo(dark);
		this.page.reload();
		expect(button("Theme: light")).isVisible();
		assertThat(this.page.evaluate(background)).isNotEqualTo(dark);
		button("Theme: light").click();
		assertThat(this.page.evaluate(background)).isEqualTo(dark);
	}

	@Test
	void everythingIsReachedByKeysAlone() {
		knock();
		expect(this.page.getByLabel("Your key")).isFocused();
		this.page.keyboard().type(GatewayProcess.KEY);
		this.page.keyboard().press("Enter");
		this.page.getByText("Ask a model, and see what it costs").waitFor();
		this.page.keyboard().press("Tab");
		expect(css(".skip")).isFocused();
		this.page.keyboard().press("Enter");
		expect(css("main")).isFocused();
		reach("Model");
		this.page.keyboard().press("ArrowDown");
		this.page.keyboard().type("gemini-2.5-flash-lite");
		this.page.keyboard().press("Enter");
		reach("Prompt");
		this.page.keyboard().type("Why is the sky blue?");
		this.page.keyboard().press("Enter");
		css(".figures strong").waitFor();
		expect(css(".prompt")).isFocused();
		assertThat(this.gateway.calls().getFirst().path("model").asString()).isEqualTo("gemini-2.5-flash-lite");
		this.page.evaluate("() => document.querySelector('nav a[href=\"#/prices\"]').focus()");
		this.page.keyboard().press("Enter");
		expect(css("h1")).hasText("Prices");
		expect(css("h1")).isFocused();
	}

	/** Presses Tab until something of a name has the focus, which can be seen. */
	private void reach(String label) {
		for (int press = 0; press < 40; press++) {
			this.page.keyboard().press("Tab");
			if (label.equals(this.page.evaluate("() => document.activeElement.getAttribute('aria-label')"))) {
				return;
			}
		}
		throw new AssertionError("No Tab leads to " + label);
	}

	@Test
	void theFirstPaintComesSoon() {
		open(browser(1360, 860, ColorScheme.LIGHT));
		Object paint = this.page
			.waitForFunction("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
			.jsonValue();
		Map<String, HttpResponse<byte[]>> files = PageFiles.of(this.gateway.url(""), HttpClient.newHttpClient());
		int bytes = files.values().stream().mapToInt((file) -> file.body().length).sum();
		System.out.printf("console: first contentful paint after %s ms; %d files, %d bytes compressed%n", paint,
				files.size(), bytes);
		assertThat(((Number) paint).doubleValue()).isPositive();
	}

}
