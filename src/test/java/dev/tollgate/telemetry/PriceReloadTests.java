package dev.tollgate.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.PriceBook;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is told of prices follows the list in force.
 */
@ExtendWith(OutputCaptureExtension.class)
class PriceReloadTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T01:00:00Z"), ZoneOffset.UTC);

	@TempDir
	private Path directory;

	private Path file;

	private PriceBook book;

	@BeforeEach
	void open() throws IOException {
		this.file = this.directory.resolve("mine.yml");
		write("a", "2026-11-23");
		this.book = PriceBook.open(List.of(new FileSystemResource(this.file)), CLOCK);
	}

	private void write(String provider, String verifiedOn) throws IOException {
		Files.writeString(this.file, """
				prices:
				  - model: %s/m
				    from: "2026-01-01T00:00:00Z"
				    billed-at: start
				    per-million: { input: 1, output: 2 }
				    source: "a test"
				    verified-on: "%s"
				""".formatted(provider, verifiedOn));
	}

	@Test
	void agesAreThoseOfTheProvidersInForce() throws IOException {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new PriceListAge(this.book, CLOCK).bindTo(registry);
		Gauge ofA = age(registry, "a");
		assertThat(ofA.value()).isEqualTo(3600);
		write("a", "2026-11-22");
		assertThat(this.book.reload().changed()).hasSize(1);
		assertThat(age(registry, "a")).as("a scrape sees one that is replaced twice").isSameAs(ofA);
		assertThat(ofA.value()).isEqualTo(3600 + 86_400);
		write("b", "2026-11-23");
		assertThat(this.book.reload().added()).hasSize(1);
		assertThat(age(registry, "b").value()).isEqualTo(3600);
		assertThat(registry.find("tollgate.price.list.age").tag("provider", "a").gauge()).isNull();
	}

	private static Gauge age(SimpleMeterRegistry registry, String provider) {
		return registry.get("tollgate.price.list.age").tag("provider", provider).gauge();
	}

	@Test
	void aModelWithoutAPriceIsNamedOncePerPriceList(CapturedOutput log) throws IOException {
		UnpricedModels unpriced = new UnpricedModels(this.book);
		UpstreamModel model = new UpstreamModel("openai", "unheard-of");
		unpriced.seen(model);
		unpriced.seen(model);
		assertThat(log).containsOnlyOnce("There is no price for the model openai/unheard-of");
		assertThat(this.book.reload().rows()).isOne();
		unpriced.seen(model);
		assertThat(log.getOut().split("There is no price for the model openai/unheard-of", -1)).hasSize(3);
	}

	@Test
	void namesThatCallersMakeUpDoNotFloodTheLog(CapturedOutput log) {
		UnpricedModels unpriced = new UnpricedModels(this.book);
		for (int i = 0; i < 2 * UnpricedModels.MOST; i++) {
			unpriced.seen(new UpstreamModel("openai", "made-up-" + i));
		}
		assertThat(log.getOut().lines().filter((line) -> line.contains("made-up"))).hasSize(UnpricedModels.MOST);
		assertThat(log).containsOnlyOnce("further models without a price are not named");
	}

}
