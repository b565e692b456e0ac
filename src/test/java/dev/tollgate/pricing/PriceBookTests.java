package dev.tollgate.pricing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PriceBookTests {

	private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

	private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private static final String FIRST = Prices.row("2026-01-01T00:00:00Z", "    per-million: { input: 1, output: 2 }");

	private static final String SECOND = Prices.row("2026-02-01T00:00:00Z", "    per-million: { input: 3, output: 4 }");

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void write() throws IOException {
		this.file = Files.writeString(this.directory.resolve("mine.yml"), "prices:\n" + FIRST);
	}

	private PriceBook open() {
		return PriceBook.open(List.of(new FileSystemResource(this.file)), CLOCK);
	}

	@Test
	void knowsItsFilesAndWhenTheyWereRead() throws IOException {
		PriceBook book = PriceBook.open(List.of(new ClassPathResource("prices.yml"), new FileSystemResource(this.file)),
				CLOCK);
		assertThat(book.loadedAt()).isEqualTo(NOW);
		assertThat(book.files()).containsExactly("classpath:prices.yml", this.file.toUri().toURL().toString());
	}

	@Test
	void aReloadSaysWhatIsNewGoneAndDifferent() throws IOException {
		PriceBook book = open();
		Files.writeString(this.file, "prices:\n" + FIRST + SECOND);
		PriceListChange grown = book.reload();
		assertThat(grown.rows()).isEqualTo(2);
		assertThat(grown.added()).containsExactly("p/m@2026-02-01T00:00:00Z");
		// it ends where the new one begins
		assertThat(grown.changed()).containsExactly("p/m@2026-01-01T00:00:00Z");
		assertThat(grown.removed()).isEmpty();
		Files.writeString(this.file, "prices:\n" + SECOND.replace("output: 4", "output: 5"));
		PriceListChange shrunk = book.reload();
		assertThat(shrunk.removed()).containsExactly("p/m@2026-01-01T00:00:00Z");
		assertThat(shrunk.changed()).containsExactly("p/m@2026-02-01T00:00:00Z");
		assertThat(book.inForce().rows()).hasSize(1);
	}

	@Test
	void aBrokenFileKeepsTheOldListAndSaysWhy() throws IOException {
		PriceBook book = open();
		PriceList before = book.inForce();
		Files.writeString(this.file, "prices:\n" + FIRST.replace("input: 1", "input: -1"));
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reload)
			.withMessage("mine.yml, line 7, row p/m from 2026-01-01T00:00:00Z: 'input': -1 is negative");
		assertThat(book.inForce()).isSameAs(before);
	}

	@Test
	void aFileThatIsGoneKeepsTheOldList() throws IOException {
		PriceBook book = open();
		Files.delete(this.file);
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reloadIfChanged)
			.withMessageContaining("mine.yml: cannot be read");
		assertThat(book.inForce().rows()).hasSize(1);
		assertThat(book.reloadIfChanged()).isEmpty();
		Files.writeString(this.file, "prices:\n" + FIRST);
		assertThat(book.reloadIfChanged()).isPresent();
	}

	@Test
	void onlyAnotherContentIsReadAgain() throws IOException {
		PriceBook book = open();
		PriceList before = book.inForce();
		assertThat(book.reloadIfChanged()).isEmpty();
		// of the same size and, on a coarse clock, of the same time
		Files.writeString(this.file, "prices:\n" + FIRST.replace("input: 1", "input: 7"));
		assertThat(book.reloadIfChanged()).isPresent();
		assertThat(book.inForce()).isNotSameAs(before);
		assertThat(book.reloadIfChanged()).isEmpty();
	}

	@Test
	void aLinkThatIsSwappedIsAChange() throws IOException {
		Path other = Files.writeString(this.directory.resolve("other.yml"), "prices:\n" + FIRST + SECOND);
		Path link = Files.createSymbolicLink(this.directory.resolve("link.yml"), this.file);
		PriceBook book = PriceBook.open(List.of(new FileSystemResource(link)), CLOCK);
		Path next = Files.createSymbolicLink(this.directory.resolve("next.yml"), other);
		Files.move(next, link, StandardCopyOption.REPLACE_EXISTING);
		assertThat(book.reloadIfChanged()).hasValueSatisfying((change) -> assertThat(change.added()).hasSize(1));
	}

	@Test
	void brokenContentIsRefusedOnceAndAgainWhenItIsAsked() throws IOException {
		PriceBook book = open();
		Files.writeString(this.file, "prices: 7");
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reloadIfChanged);
		assertThat(book.reloadIfChanged()).isEmpty();
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reload);
		Files.writeString(this.file, "prices: 8");
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reloadIfChanged);
	}

	@Test
	void listenersHearOfNewListsOnly() throws IOException {
		PriceBook book = open();
		AtomicInteger told = new AtomicInteger();
		book.onReload(() -> told.set(book.inForce().rows().size()));
		Files.writeString(this.file, "prices: 7");
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reload);
		assertThat(told).hasValue(0);
		Files.writeString(this.file, "prices:\n" + FIRST + SECOND);
		assertThat(book.reload().rows()).isEqualTo(2);
		assertThat(told).hasValue(2);
	}

	@Test
	void aListWithoutFilesIsNotReadAgain() {
		PriceBook book = PriceBook.of(Prices.list("prices:\n" + FIRST));
		assertThat(book.loadedAt()).isNull();
		assertThat(book.files()).isEmpty();
		assertThatExceptionOfType(PriceListException.class).isThrownBy(book::reload);
		assertThat(book.inForce().rows()).hasSize(1);
	}

}
