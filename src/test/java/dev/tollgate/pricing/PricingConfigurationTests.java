package dev.tollgate.pricing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class PricingConfigurationTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
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

}
