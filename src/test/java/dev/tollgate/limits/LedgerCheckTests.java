package dev.tollgate.limits;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Budgets and the ledger, compared.
 */
class LedgerCheckTests {

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	private static final Budget BUDGET = new Budget(Payer.TEAM, "shop", Usd.of("10"), BudgetPeriod.MONTH);

	private static final Account ACCOUNT = BudgetCounters.account(BUDGET, NOON);

	private final KnownSpending ledger = new KnownSpending();

	private final SettableClock clock = new SettableClock(NOON);

	private final LocalCounters counters = new LocalCounters(this.ledger, new Rejections(), this.clock);

	private final LedgerCheck check = new LedgerCheck(this.counters, this.ledger);

	private Grant hold() {
		Allowance allowance = new Allowance(Set.of(), null, null, null, List.of(BUDGET));
		return this.counters.admit(new Claim("web", allowance, NOON, 1, 0, Usd.of("1"), Usd.of("1"))).join();
	}

	private Usd spent() {
		return this.counters.states(List.of(BUDGET), NOON).join().getFirst().spent();
	}

	@Test
	void whatBothKnowIsNoDrift() {
		this.check.compare();
		assertThat(this.check.drift()).isZero();
		hold().end(Usd.of("1"), 1);
		this.check.compare();
		assertThat(this.check.drift()).as("it is on its way to the ledger").isZero();
		this.ledger.spend(ACCOUNT, Usd.of("1"));
		this.check.compare();
		assertThat(this.check.drift()).isZero();
		assertThat(spent()).isEqualTo(Usd.of("1"));
	}

	@Test
	void whatTheLedgerHasAndTheBudgetHadNotIsCounted() {
		hold().end(Usd.of("1"), 1);
		this.ledger.spend(ACCOUNT, Usd.of("3.5"));
		this.check.compare();
		assertThat(this.check.drift()).isEqualTo(2.5);
		assertThat(spent()).as("it may be on its way").isEqualTo(Usd.of("1"));
		hold().end(Usd.of("0.5"), 1);
		this.check.compare();
		assertThat(this.check.drift()).isEqualTo(2);
		assertThat(spent()).isEqualTo(Usd.of("3.5"));
		this.check.compare();
		assertThat(this.check.drift()).isZero();
	}

	@Test
	void whatTheLedgerDoesNotHaveAfterAWhileIsTold() {
		hold().end(Usd.of("1"), 1);
		this.check.compare();
		this.check.compare();
		assertThat(this.check.drift()).isEqualTo(1);
		assertThat(spent()).as("it may have been spent all the same").isEqualTo(Usd.of("1"));
		this.ledger.spend(ACCOUNT, Usd.of("1"));
		this.check.compare();
		assertThat(this.check.drift()).isZero();
	}

	@Test
	void aPeriodThatIsOverIsNotCompared() {
		hold().end(Usd.of("1"), 1);
		this.ledger.spend(ACCOUNT, Usd.of("1"));
		this.clock.set(Instant.parse("2026-12-01T00:00:00Z"));
		// the ledger sums from the beginning of the period on
		this.ledger.spend(ACCOUNT, Usd.of("5"));
		this.check.compare();
		assertThat(this.check.drift()).isZero();
	}

	@Test
	void aLedgerThatIsAwayChangesNothing() {
		hold().end(Usd.of("1"), 1);
		this.ledger.fallSilent().completeExceptionally(new IllegalStateException("away"));
		this.check.compare();
		assertThat(this.check.drift()).isZero();
		assertThat(spent()).isEqualTo(Usd.of("1"));
	}

}
