package dev.tollgate.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A change of the schema only adds: replicas of the release before work on beside the
 * first one of the next, and a release can be taken back.
 */
class MigrationTests {

	private static final Path DIRECTORY = Path.of("src/main/resources/db/migration");

	/** A column that is added must be one that the release before need not fill. */
	private static final Pattern ADDS = Pattern
		.compile("(create (table|(unique )?index|sequence|view)|insert into|comment on) .*"
				+ "|alter table \\S+ add column (if not exists )?(?!.*\\bnot null\\b(?!.*\\bdefault\\b)).*");

	@Test
	void noMigrationTakesAway() throws IOException {
		List<Path> files;
		try (Stream<Path> all = Files.walk(DIRECTORY)) {
			files = all.filter((file) -> file.toString().endsWith(".sql")).toList();
		}
		assertThat(files).hasSizeGreaterThanOrEqualTo(6);
		for (Path file : files) {
			assertThat(statements(Files.readString(file))).as(file.toString())
				.isNotEmpty()
				.allMatch((statement) -> ADDS.matcher(statement).matches());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "drop table request", "alter table request drop column team",
			"alter table request rename column team to payer", "alter table request add column who text not null",
			"alter table request alter column team type integer", "update request set team = ''", "delete from hold",
			"truncate hold" })
	void whatTakesAwayIsSeen(String statement) {
		assertThat(ADDS.matcher(statement).matches()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "alter table request add column who text",
			"alter table request add column who text not null default ''" })
	void whatAddsMay(String statement) {
		assertThat(ADDS.matcher(statement).matches()).isTrue();
	}

	private static List<String> statements(String sql) {
		return Arrays.stream(sql.replaceAll("--[^\n]*", "").split(";"))
			.map((statement) -> statement.strip().replaceAll("\\s+", " "))
			.filter((statement) -> !statement.isEmpty())
			.toList();
	}

}
