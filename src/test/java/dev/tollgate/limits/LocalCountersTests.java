package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.chat.GatewayException.LimitExceeded;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.limits.Rejections.Reason;
import dev.tollgate.pricing.Usd;
import dev.tollgate.testing.SettableClock;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The limits of one gateway alone.
 */
class LocalCountersTests {

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

	private final SettableClock clock = new SettableClock(NOON);

	private final KnownSpending ledger = new KnownSpending();

	private final Rejections rejections = new Rejections();

	private final LocalCounters counters = new LocalCounters(this.ledger, this.rejections, this.clock);

	private static Allowance rates(@Nullable Integer requests, @Nullable Long tokens, @Nullable Integer concurrency) {
		return new Allowance(Set.of(), requests, tokens, concurrency, List.of());
	}

	private static Allowance budgets(Budget... budgets) {
		return new Allowance(Set.of(), null, null, null, List.of(budgets));
	}

	private static Budget budget(Payer payer, String limit, BudgetPeriod period) {
		return new Budget(payer, (payer == Payer.KEY) ? "web" : "shop", Usd.of(limit), period);
	}

	private Claim claim(Allowance allowance, long tokens, String most, String least) {
		return new Claim("web", allowance, this.clock.instant(), tokens, 0, Usd.of(most), Usd.of(least));
	}

	private Grant admit(Allowance allowance, long tokens, String hold) {
		return admit(claim(allowance, tokens, hold, hold));
	}

	private Grant admit(Claim claim) {
		try {
			return this.counters.admit(claim).join();
		}
		catch (CompletionException ex) {
			throw (GatewayException) Objects.requireNonNull(ex.getCause());
		}
	}

	private BudgetState state(Budget budget) {
		return this.counters.states(List.of(budget), this.clock.instant()).join().getFirst();
	}

	@Test
	void requestsOfAMinuteAreCounted() {
		Allowance two = rates(2, null, null);
		RateLimits first = admit(two, 1, "0").limits();
		assertThat(first).isEqualTo(new RateLimits(new RateLimits.Quota(2, 1, Duration.ofSeconds(61)), null, false));
		this.clock.goOn(Duration.ofSeconds(20));
		admit(two, 1, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(two, 1, "0"))
			.withMessage("The key 'web' has reached its limit of 2 requests per minute")
			.satisfies((refusal) -> {
				assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(41));
				assertThat(refusal.limits())
					.isEqualTo(new RateLimits(new RateLimits.Quota(2, 0, Duration.ofSeconds(61)), null, false));
			});
		this.clock.goOn(Duration.ofSeconds(41));
		admit(two, 1, "0");
		assertThat(this.rejections.count(Reason.REQUESTS)).isOne();
	}

	@Test
	void tokensAreTakenByEstimateAndCorrectedByUsage() {
		Allowance thousand = rates(null, 1000L, null);
		Grant grant = admit(thousand, 600, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(thousand, 500, "0"));
		grant.end(Usd.ZERO, 100);
		admit(thousand, 800, "0").end(Usd.ZERO, 800);
		this.clock.goOn(Duration.ofSeconds(30));
		Grant more = admit(thousand, 50, "0");
		more.end(Usd.ZERO, 700);
		more.end(Usd.ZERO, 700);
		// 100 + 800 + 50 at noon and a half minute later, and 650 that nobody knew of
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(thousand, 1, "0"))
			.satisfies((refusal) -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(31)));
		this.clock.goOn(Duration.ofSeconds(31));
		admit(thousand, 300, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(thousand, 1, "0"));
	}

	@Test
	void whatACallerAsksForBeyondTheLimitTakesItWhole() {
		Allowance thousand = rates(null, 1000L, null);
		Claim claim = new Claim("web", thousand, NOON, 400, 1_000_000, Usd.ZERO, Usd.ZERO);
		Grant grant = admit(claim);
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(claim))
			.satisfies((refusal) -> assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(61)));
		grant.end(Usd.ZERO, 500);
		admit(thousand, 500, "0");
		Claim tooLong = new Claim("web", thousand, NOON, 1001, 0, Usd.ZERO, Usd.ZERO);
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(tooLong))
			.withMessage("This request has about 1001 tokens, and the key 'web' may use 1000 per minute")
			.satisfies((refusal) -> assertThat(refusal.retryAfter()).isNull());
	}

	@Test
	void noMoreRequestsAreUnderWayThanMayBe() {
		Allowance two = rates(10, null, 2);
		Grant one = admit(two, 1, "0");
		admit(two, 1, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(two, 1, "0"))
			.withMessage("The key 'web' has reached its limit of 2 requests under way");
		one.end(Usd.ZERO, 1);
		one.end(Usd.ZERO, 1);
		RateLimits limits = Objects.requireNonNull(admit(two, 1, "0").limits());
		assertThat(limits.requests()).as("a refused one counts for nothing")
			.isEqualTo(new RateLimits.Quota(10, 7, Duration.ofSeconds(61)));
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(two, 1, "0"));
	}

	@Test
	void aClockThatIsPutBackOrForwardNeitherStopsNorDoublesAMinute() {
		Allowance one = rates(1, null, null);
		admit(one, 1, "0");
		this.clock.set(NOON.minus(Duration.ofHours(1)));
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(one, 1, "0"));
		this.clock.goOn(Duration.ofSeconds(61));
		admit(one, 1, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(one, 1, "0"));
	}

	@Test
	void aBudgetCountsWhatIsSpentAndWhatIsHeld() {
		Budget own = budget(Payer.KEY, "10", BudgetPeriod.MONTH);
		Budget teams = budget(Payer.TEAM, "100", BudgetPeriod.TOTAL);
		this.ledger.spend(BudgetCounters.account(own, NOON), Usd.of("3"));
		this.ledger.spend(BudgetCounters.account(teams, NOON), Usd.of("50"));
		Grant grant = admit(budgets(own, teams), 1, "4");
		assertThat(grant.held()).isEqualTo(Usd.of("4"));
		assertThat(state(own))
			.isEqualTo(new BudgetState(own, Usd.of("3"), Usd.of("4"), Instant.parse("2026-12-01T00:00:00Z")));
		assertThat(state(own).remaining()).isEqualTo(Usd.of("3"));
		assertThat(state(teams)).isEqualTo(new BudgetState(teams, Usd.of("50"), Usd.of("4"), null));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(budgets(own, teams), 1, "3.000001"))
			.withMessage("The budget of the key 'web' of 10 USD a month has 7 USD left, of which calls that are under "
					+ "way may use 4, and this call may cost up to 3.000001 USD; it is whole again at 2026-12-01T00:00:00Z");
		assertThat(state(teams).held()).as("nothing is left behind").isEqualTo(Usd.of("4"));
		grant.end(Usd.of("1.5"), 1);
		grant.end(Usd.of("1.5"), 1);
		assertThat(state(own))
			.isEqualTo(new BudgetState(own, Usd.of("4.5"), Usd.ZERO, Instant.parse("2026-12-01T00:00:00Z")));
		admit(budgets(own, teams), 1, "5.5").end(Usd.of("5.5"), 1);
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(budgets(own, teams), 1, "0.01"))
			.withMessage("The budget of the key 'web' of 10 USD a month is used up; it is whole again at "
					+ "2026-12-01T00:00:00Z");
		admit(budgets(own, teams), 1, "0");
		assertThat(this.rejections.count(Reason.BUDGET)).isEqualTo(2);
	}

	@Test
	void whereThereIsNoRoomForFurtherAttemptsOneIsHeld() {
		Budget own = budget(Payer.KEY, "10", BudgetPeriod.TOTAL);
		assertThat(admit(claim(budgets(own), 1, "8", "5")).held()).isEqualTo(Usd.of("8"));
		assertThat(admit(claim(budgets(own), 1, "3", "2")).held()).isEqualTo(Usd.of("2"));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(claim(budgets(own), 1, "0.2", "0.1")))
			.withMessageEndingWith("it does not renew");
	}

	@Test
	void aBudgetThatIsLoweredBelowWhatIsSpentRefusesTheNextAndLeavesTheRest() {
		Budget high = budget(Payer.KEY, "10", BudgetPeriod.TOTAL);
		Grant running = admit(budgets(high), 1, "6");
		Budget low = budget(Payer.KEY, "5", BudgetPeriod.TOTAL);
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(budgets(low), 1, "1"));
		running.end(Usd.of("6"), 1);
		assertThat(state(low).spent()).isEqualTo(Usd.of("6"));
		assertThat(state(low).remaining()).isEqualTo(Usd.ZERO);
		admit(budgets(high), 1, "4");
	}

	@Test
	void aCallCountsInThePeriodOfItsStart() {
		Budget daily = budget(Payer.KEY, "1", BudgetPeriod.DAY);
		this.clock.set(NOON.minusSeconds(1));
		Grant before = admit(budgets(daily), 1, "1");
		this.clock.set(MIDNIGHT.plus(Duration.ofDays(1)));
		admit(budgets(daily), 1, "1").end(Usd.of("0.25"), 1);
		assertThat(state(daily).spent()).isEqualTo(Usd.of("0.25"));
		before.end(Usd.of("1"), 1);
		assertThat(state(daily).spent()).isEqualTo(Usd.of("0.25"));
		this.clock.set(NOON);
		assertThat(state(daily).spent()).isEqualTo(Usd.of("1"));
	}

	@Test
	void afterMidnightABudgetIsWholeAlthoughTheLedgerIsAway() {
		Budget daily = budget(Payer.KEY, "1", BudgetPeriod.DAY);
		admit(budgets(daily), 1, "1").end(Usd.of("1"), 1);
		var _ = this.ledger.fallSilent();
		this.clock.set(MIDNIGHT.plus(Duration.ofDays(1)));
		admit(budgets(daily), 1, "1").end(Usd.of("0.75"), 1);
		assertThat(state(daily).remaining()).isEqualTo(Usd.of("0.25"));
	}

	@Test
	void aBudgetOfWhichNobodyKnowsWhatIsSpentIsNotSpentFrom() {
		Budget own = budget(Payer.KEY, "10", BudgetPeriod.TOTAL);
		CompletableFuture<Map<Account, Usd>> answer = this.ledger.fallSilent();
		CompletableFuture<Grant> waiting = this.counters.admit(claim(budgets(own), 1, "1", "1"));
		assertThat(waiting).isNotDone();
		CompletableFuture<Grant> second = this.counters.admit(claim(budgets(own), 1, "1", "1"));
		assertThat(this.ledger.questions()).as("asked once for all who wait").isOne();
		this.ledger.spend(BudgetCounters.account(own, NOON), Usd.of("8.5"));
		answer.complete(this.ledger.known(List.of(BudgetCounters.account(own, NOON))));
		assertThat(waiting.join().held()).isEqualTo(Usd.of("1"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(second::join)
			.withCauseInstanceOf(BudgetExceeded.class);
	}

	@Test
	void aLedgerThatFailsIsAskedAgain() {
		Budget own = budget(Payer.KEY, "10", BudgetPeriod.TOTAL);
		this.ledger.fallSilent().completeExceptionally(new IllegalStateException("away"));
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> admit(budgets(own), 1, "1"))
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo("budget_store_unavailable"));
		this.ledger.speak();
		Awaitility.await().ignoreExceptions().until(() -> admit(budgets(own), 1, "1").held().equals(Usd.of("1")));
	}

	@Test
	void ratesAreAskedTogetherWithBudgetsOrNotAtAll() {
		Budget own = budget(Payer.KEY, "1", BudgetPeriod.TOTAL);
		Allowance both = new Allowance(Set.of(), 2, null, 1, List.of(own));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(both, 1, "2"));
		RateLimits limits = Objects.requireNonNull(admit(both, 1, "1").limits());
		assertThat(limits.requests()).isEqualTo(new RateLimits.Quota(2, 1, Duration.ofSeconds(61)));
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(both, 1, "0"));
		assertThat(state(own).held()).isEqualTo(Usd.of("1"));
	}

	@Test
	void whatIsNotUsedAnyMoreIsForgotten() {
		Grant grant = admit(rates(5, 5L, 1), 1, "0");
		this.clock.goOn(Duration.ofMinutes(2));
		this.counters.sweep();
		assertThat(this.counters.keys()).as("a call is under way").isOne();
		grant.end(Usd.ZERO, 3);
		this.counters.sweep();
		assertThat(this.counters.keys()).as("its tokens count yet").isOne();
		this.clock.goOn(Duration.ofMinutes(2));
		this.counters.sweep();
		assertThat(this.counters.keys()).isZero();
		Budget daily = budget(Payer.KEY, "1", BudgetPeriod.DAY);
		Grant held = admit(budgets(daily), 1, "1");
		this.clock.goOn(Duration.ofDays(40));
		this.counters.sweep();
		assertThat(this.counters.budgets().size()).isOne();
		held.end(Usd.of("1"), 1);
		this.counters.sweep();
		assertThat(this.counters.budgets().size()).isZero();
	}

	/** A thousand callers at once, each for ten cents, and five dollars. */
	@Test
	void theBudgetIsNotExceededByThoseWhoComeAtOnce() throws Exception {
		Budget own = budget(Payer.KEY, "5", BudgetPeriod.TOTAL);
		Allowance allowance = new Allowance(Set.of(), 1_000_000, null, null, List.of(own));
		List<Future<Grant>> calls = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 1000; i++) {
				calls.add(threads.submit(() -> admit(allowance, 1, "0.1")));
			}
		}
		List<Grant> made = calls.stream()
			.filter((call) -> call.state() == Future.State.SUCCESS)
			.map(Future::resultNow)
			.toList();
		assertThat(made).hasSize(50);
		assertThat(state(own)).isEqualTo(new BudgetState(own, Usd.ZERO, Usd.of("5"), null));
		made.forEach((grant) -> grant.end(Usd.of("0.09"), 1));
		assertThat(state(own)).isEqualTo(new BudgetState(own, Usd.of("4.5"), Usd.ZERO, null));
	}

}
