package dev.tollgate.pricing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PriceFilesWatchTests {

	@Test
	void theLogSaysOnceWhatABrokenFileIsAndHowManyRowsAGoodOneHas(@TempDir Path directory, CapturedOutput log)
			throws IOException {
		Path file = directory.resolve("mine.yml");
		String row = Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1, output: 2 }");
		Files.writeString(file, "prices:\n" + row);
		PriceFilesWatch watch = new PriceFilesWatch(
				PriceBook.open(List.of(new FileSystemResource(file)), Clock.systemUTC()), Duration.ZERO);
		watch.look();
		assertThat(log).doesNotContain("price list");
		Files.writeString(file, "prices:\n" + row.replace("output", "outputs"));
		watch.look();
		watch.look();
		assertThat(log).containsOnlyOnce("mine.yml, line 7, row p/m from 2026-01-01T00:00:00Z: unknown key 'outputs'");
		Files.writeString(file,
				"prices:\n" + row + Prices.row("2026-02-01T00:00:00Z", "    per-million: { input: 3, output: 4 }"));
		watch.look();
		assertThat(log)
			.containsOnlyOnce("The price list was read again: 2 rows in force; 1 added, 0 removed, 1 changed");
	}

}
