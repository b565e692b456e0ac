package dev.tollgate.gateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetTests {

	private static final long SECOND = 1_000_000_000L;

	private static int retries(RetryBudget budget, long nanos) {
		int retries = 0;
		while (budget.retry(nanos)) {
			retries++;
		}
		return retries;
	}

	@ParameterizedTest
	@CsvSource({ "0,10", "1,10", "50,10", "55,11", "1000,200" })
	void aFifthOfTheRequestsAndTenAtLeastMayBeRepeated(int requests, int expected) {
		RetryBudget budget = new RetryBudget(0.2, 10);
		for (int i = 0; i < requests; i++) {
			budget.request(SECOND);
		}
		assertThat(retries(budget, SECOND)).isEqualTo(expected);
	}

	@Test
	void whatIsOlderThanTenSecondsIsForgotten() {
		RetryBudget budget = new RetryBudget(0.2, 2);
		for (int second = 0; second < 10; second++) {
			budget.request(second * SECOND);
		}
		assertThat(retries(budget, 9 * SECOND)).isEqualTo(2);
		assertThat(retries(budget, 18 * SECOND)).isZero();
		assertThat(retries(budget, 19 * SECOND)).isEqualTo(2);
	}

	@Test
	void anyTenSecondsKeepTheBound() {
		RetryBudget budget = new RetryBudget(0.2, 0);
		int[] retries = new int[40];
		for (int second = 0; second < 40; second++) {
			for (int i = 0; i < 100; i++) {
				budget.request(second * SECOND + i);
				if (budget.retry(second * SECOND + i)) {
					retries[second]++;
				}
			}
		}
		for (int second = 9; second < 40; second++) {
			int sum = 0;
			for (int i = second - 9; i <= second; i++) {
				sum += retries[i];
			}
			assertThat(sum).isPositive().isLessThanOrEqualTo(200);
		}
	}

	@Test
	void aClockThatBeganBelowZeroCounts() {
		RetryBudget budget = new RetryBudget(0.2, 1);
		assertThat(retries(budget, Long.MIN_VALUE + SECOND)).isEqualTo(1);
		assertThat(retries(budget, Long.MIN_VALUE + 30 * SECOND)).isEqualTo(1);
	}

	@Test
	void withoutABudgetNothingIsRepeated() {
		assertThat(retries(new RetryBudget(0, 0), SECOND)).isZero();
	}

}
