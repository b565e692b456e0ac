package dev.tollgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.tollgate.testing.FakeUpstream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The command that a cache is trained with has every call answered, and leaves nothing.
 */
class TrainingRunTests {

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Test
	void everyCallIsAnsweredAndNothingStays() throws IOException {
		long before = directories();
		assertThat(run(TrainingRun.NAME, "1")).as(this.err.toString(StandardCharsets.UTF_8)).isZero();
		assertThat(directories()).isEqualTo(before);
	}

	@Test
	void anAnswerThatIsNotRightIsAFailure() throws Exception {
		try (FakeUpstream gateway = new FakeUpstream();
				TrainingCalls calls = new TrainingCalls(gateway.uri("").getPort(), gateway.uri("").getPort(), "key")) {
			gateway.play(FakeUpstream.whole(500, "application/json", "{}"));
			assertThatIOException().isThrownBy(() -> calls.make(1)).withMessageContaining("500");
		}
	}

	@Test
	void whatIsNoNumberIsToldHowToCallIt() {
		assertThat(run(TrainingRun.NAME, "often")).isOne();
		assertThat(this.err.toString(StandardCharsets.UTF_8)).startsWith("Usage: ");
	}

	private int run(String... arguments) {
		return TrainingRun.run(List.of(arguments), new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

	private static long directories() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("tollgate-train")).count();
		}
	}

}
