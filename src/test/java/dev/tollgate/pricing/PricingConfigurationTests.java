package dev.tollgate.pricing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class PricingConfigurationTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withBean(Clock.class, Clock::systemUTC)
		.withUserConfiguration(PricingConfiguration.class);

	@Test
	void theShippedPricesAreTheDefault() {
		this.context.run((context) -> assertThat(context.getBean(PriceBook.class).inForce().models())
			.contains(Prices.model("deepseek/deepseek-flash")));
	}

	@Test
	void furtherFilesExtendThem(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"),
				"prices:\n" + Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1, output: 2 }"));
		this.context.withPropertyValues("tollgate.prices.location=classpath:prices.yml,file:" + file)
			.run((context) -> assertThat(context.getBean(PriceBook.class).inForce().models())
				.contains(Prices.model("deepseek/deepseek-flash"), Prices.model("p/m")));
	}

	@Test
	void pricesThatAreNotSoundStopTheStartWithAReason(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"),
				"prices:\n" + Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1 }"));
		this.context.withPropertyValues("tollgate.prices.location=file:" + file).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = Objects.requireNonNull(
					new PriceListFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
			assertThat(analysis.getDescription())
				.contains("mine.yml, line 7, row p/m from 2026-01-01T00:00:00Z: rate 'output' is missing");
			assertThat(analysis.getAction()).contains("tollgate.prices.location");
		});
	}

	@Test
	void noFileAtAllIsRefused() {
		this.context.withPropertyValues("tollgate.prices.location=").run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void aFileThatChangesComesIntoForceByItself(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"),
				"prices:\n" + Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1, output: 2 }"));
		this.context.withPropertyValues("tollgate.prices.location=file:" + file, "tollgate.prices.check-every=20ms")
			.run((context) -> {
				PriceBook book = context.getBean(PriceBook.class);
				Files.writeString(file,
						"prices:\n" + Prices.row("2026-02-01T00:00:00Z", "    per-million: { input: 3, output: 4 }"));
				Awaitility.await()
					.untilAsserted(() -> assertThat(book.inForce().rows()).singleElement()
						.hasFieldOrPropertyWithValue("id", "p/m@2026-02-01T00:00:00Z"));
			});
	}

	@Test
	void theFilesAreNoLongerLookedAtAfterTheEnd(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"),
				"prices:\n" + Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1, output: 2 }"));
		// of contexts that other tests keep
		long others = watchers();
		this.context.withPropertyValues("tollgate.prices.location=file:" + file, "tollgate.prices.check-every=20ms")
			.run((context) -> assertThat(watchers()).isEqualTo(others + 1));
		Awaitility.await().untilAsserted(() -> assertThat(watchers()).isEqualTo(others));
		this.context.withPropertyValues("tollgate.prices.location=file:" + file, "tollgate.prices.check-every=0")
			.run((context) -> assertThat(watchers()).isEqualTo(others));
	}

	private static long watchers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tollgate-prices"))
			.count();
	}

	@Test
	void aTimeBeforeNowIsRefused() {
		this.context.withPropertyValues("tollgate.prices.check-every=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("tollgate.prices.check-every"));
	}

}
