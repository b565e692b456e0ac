package dev.tollgate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's own Chromium, driven by Playwright with the machine's own Node; one for
 * all tests. Where either is missing, the tests are skipped, and it is said aloud.
 */
final class ConsoleBrowser {

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable");

	private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

	private static @Nullable Browser browser;

	private static boolean skipped;

	private ConsoleBrowser() {
	}

	/** The browser, started by the first who asks. */
	static synchronized Browser get() {
		if (browser == null) {
			Path chromium = find(BROWSERS, "Chromium (Debian's package chromium)");
			Path node = find(List.of("node", "nodejs"), "Node (Debian's package nodejs)");
			Playwright playwright = Playwright.create(new Playwright.CreateOptions()
				.setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
			// closes the browser, too
			Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
			browser = playwright.chromium()
				.launch(new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(FLAGS));
		}
		return browser;
	}

	private static Path find(List<String> names, String what) {
		return Stream.of(System.getenv("PATH").split(":"))
			.flatMap((folder) -> names.stream().map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseGet(() -> {
				if (!skipped) {
					System.err.printf("%n%s%nTHE CONSOLE IS NOT TESTED: there is no %s on the PATH%n%1$s%n%n",
							"*".repeat(100), what);
				}
				skipped = true;
				return Assumptions.abort("There is no " + what);
			});
	}

}
