package dev.tollgate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of the console share: a page in a browser of its own beside the jar. No
 * test may leave an error in the browser's console, such as that of a violated policy, or
 * ask another host.
 */
@ExtendWith(ConsolePageTests.Picture.class)
abstract class ConsolePageTests {

	/**
	 * What browsers log of every answer that is no 2xx; tests look at what the page says
	 * of it.
	 */
	private static final Pattern STATUS = Pattern
		.compile("Failed to load resource: (the server responded|net::ERR_).*");

	/** The browser of most tests, whose cache has the files after the first. */
	private static @Nullable BrowserContext usual;

	ConsoleGateway gateway;

	Page page;

	private BrowserContext context;

	private final List<String> wrong = new ArrayList<>();

	@BeforeEach
	final void open() {
		Browser browser = ConsoleBrowser.get();
		this.gateway = ConsoleGateway.get();
		this.gateway.forgetCalls();
		PlaywrightAssertions.setDefaultAssertionTimeout(GatewayCaller.PATIENCE.toMillis());
		if (usual == null) {
			usual = browser.newContext(browser(1360, 860, ColorScheme.LIGHT));
		}
		this.context = usual;
		this.page = this.context.newPage();
		begin();
	}

	/** Opens the page as a browser of its own would, which has nothing in its cache. */
	final void open(Browser.NewContextOptions options) {
		this.page.close();
		this.context = ConsoleBrowser.get().newContext(options);
		this.page = this.context.newPage();
		begin();
		this.page.navigate(this.gateway.url("/console"));
	}

	private void begin() {
		this.context.setDefaultTimeout(GatewayCaller.PATIENCE.toMillis());
		this.page.onConsoleMessage((message) -> {
			if (message.type().equals("error") && !STATUS.matcher(message.text()).matches()) {
				this.wrong.add(message.text());
			}
		});
		this.page.onPageError(this.wrong::add);
		this.page.onRequest((request) -> {
			if (Stream.of(this.gateway.url("/"), "data:", "blob:").noneMatch(request.url()::startsWith)) {
				this.wrong.add("asked " + request.url());
			}
		});
	}

	@AfterEach
	final void close() {
		if (this.context == usual) {
			this.page.close();
		}
		else {
			this.context.close();
		}
		assertThat(this.wrong).isEmpty();
	}

	/** A browser of a size and a theme. */
	static Browser.NewContextOptions browser(int width, int height, ColorScheme theme) {
		return new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(theme).setLocale("en-GB");
	}

	/** Comes to the door. */
	final void knock() {
		this.page.navigate(this.gateway.url("/console"));
	}

	/** Signs in at the door. */
	final void signIn(String key) {
		this.page.getByLabel("Your key").fill(key);
		button("Sign in").click();
		this.page.getByRole(AriaRole.NAVIGATION).waitFor();
	}

	/** Opens a view, such as {@code #/cost}, as the administrator who has signed in. */
	final void visit(String view) {
		visit(view, GatewayProcess.KEY);
	}

	/** Opens a view as somebody who has signed in. */
	final void visit(String view, String key) {
		this.page.addInitScript(
				"if (location.protocol === 'http:') { sessionStorage.setItem('tollgate.key', '" + key + "'); }");
		// not from the page itself, which would only go to another of its views
		this.page.navigate("about:blank");
		this.page.navigate(this.gateway.url("/console" + view));
		idle();
	}

	final void go(String view) {
		this.page.evaluate("(view) => { location.hash = view; }", view);
		this.page.waitForFunction("(view) => document.querySelector('main')?.dataset.address === view", view);
		idle();
	}

	/** Waits until nothing of the view is on its way any more. */
	final void idle() {
		this.page.waitForFunction("() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]')");
	}

	final Locator button(String name) {
		return this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	final Locator css(String selector) {
		return this.page.locator(selector);
	}

	/** What is expected of an element, at once or after a while. */
	static LocatorAssertions expect(Locator element) {
		return PlaywrightAssertions.assertThat(element);
	}

	/** Leaves a picture of the page of each test that failed. */
	static final class Picture implements AfterTestExecutionCallback {

		@Override
		public void afterTestExecution(ExtensionContext test) {
			if (test.getExecutionException().isPresent()
					&& test.getRequiredTestInstance() instanceof ConsolePageTests tests) {
				String name = test.getRequiredTestClass().getSimpleName() + "."
						+ test.getRequiredTestMethod().getName();
				tests.page
					.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "console", name + ".png")));
			}
		}

	}

}
