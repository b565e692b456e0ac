package dev.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files with what goes in and what must come out; {@code -Dgolden.update=true} writes the
 * latter anew.
 *
 * @param folder where they are
 */
public record Goldens(Path folder) {

	/**
	 * Files below the test resources.
	 * @param folder the folder
	 * @return its files
	 */
	public static Goldens of(String folder) {
		return new Goldens(Path.of("src/test/resources").resolve(folder));
	}

	/**
	 * The scenarios that have a file.
	 * @param suffix how the name of the file ends
	 * @return the names before the suffix, sorted
	 */
	public List<String> scenarios(String suffix) {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(suffix))
				.map((name) -> name.substring(0, name.length() - suffix.length()))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public boolean has(String name) {
		return Files.exists(this.folder.resolve(name));
	}

	/**
	 * Reads a file.
	 * @param name its name
	 * @return its text as it is
	 */
	public String read(String name) {
		try {
			return Files.readString(this.folder.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Compares with a file, to the byte.
	 * @param name its name
	 * @param actual what came out
	 */
	public void verify(String name, String actual) {
		if (Boolean.getBoolean("golden.update")) {
			try {
				Files.writeString(this.folder.resolve(name), actual);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		assertThat(actual).as(name).isEqualTo(read(name));
	}

}
