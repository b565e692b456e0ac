package dev.tollgate.keys;

import java.time.Instant;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When budgets are whole again.
 */
class BudgetPeriodTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			day,   2026-11-23T12:00:00Z,           2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z
			day,   2026-11-23T00:00:00Z,           2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z
			day,   2026-11-22T23:59:59.999999999Z, 2026-11-22T00:00:00Z, 2026-11-23T00:00:00Z
			# days of 23 and 25 hours elsewhere have 24 here
			day,   2026-03-29T02:30:00Z,           2026-03-29T00:00:00Z, 2026-03-30T00:00:00Z
			day,   2026-10-25T02:30:00Z,           2026-10-25T00:00:00Z, 2026-10-26T00:00:00Z
			week,  2026-11-23T00:00:00Z,           2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z
			week,  2026-11-22T23:59:59Z,           2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z
			week,  2027-01-01T12:00:00Z,           2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z
			month, 2026-11-30T23:59:59Z,           2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z
			month, 2026-12-31T23:59:59Z,           2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z
			month, 2028-02-29T12:00:00Z,           2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z
			month, 2027-02-28T23:00:00Z,           2027-02-01T00:00:00Z, 2027-03-01T00:00:00Z
			total, 2026-11-23T12:00:00Z,           1970-01-01T00:00:00Z,
			""")
	void aTable(String label, Instant at, Instant start, Instant end) {
		BudgetPeriod period = Objects.requireNonNull(BudgetPeriod.of(label));
		assertThat(period.label()).isEqualTo(label);
		assertThat(period.start(at)).isEqualTo(start);
		assertThat(period.end(at)).isEqualTo(end);
	}

	@Test
	void aNameThatNobodyKnowsIsNoPeriod() {
		assertThat(BudgetPeriod.of("year")).isNull();
		assertThat(BudgetPeriod.of("MONTH")).isNull();
	}

}
