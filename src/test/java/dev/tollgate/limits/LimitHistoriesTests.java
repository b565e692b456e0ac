package dev.tollgate.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;

import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;
import dev.tollgate.testing.SettableClock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever requests come, in whatever order they end, whenever: no limit is exceeded, and
 * when all is over nothing is left but what was spent.
 */
class LimitHistoriesTests {

	private static final List<String> KEYS = List.of("web", "app", "job");

	private static final Instant START = Instant.parse("2026-11-30T23:40:00Z");

	@Property(tries = 150)
	void everyHistoryKeepsTheLimitsAndLeavesNothing(@ForAll long seed) {
		History history = new History(new Random(seed));
		for (int i = 0; i < 300; i++) {
			history.goOn();
			history.check();
		}
		history.endAll();
		history.check();
		history.checkNothingIsLeft();
	}

	/** A request that was let in. */
	private record Running(String key, Claim claim, Grant grant) {
	}

	private static final class History {

		private final Random random;

		private final SettableClock clock = new SettableClock(START);

		private final KnownSpending ledger = new KnownSpending();

		private final LocalCounters counters = new LocalCounters(this.ledger, new Rejections(), this.clock);

		private final Map<String, Allowance> allowances = new HashMap<>();

		private final List<Running> running = new ArrayList<>();

		private final Map<Account, Usd> spent = new HashMap<>();

		private final Map<String, List<Long>> begun = new HashMap<>();

		History(Random random) {
			this.random = random;
			Budget team = new Budget(Payer.TEAM, "shop", new Usd(random.nextLong(500)), period());
			for (String key : KEYS) {
				List<Budget> budgets = new ArrayList<>();
				if (random.nextBoolean()) {
					budgets.add(new Budget(Payer.KEY, key, new Usd(random.nextLong(300)), period()));
				}
				if (random.nextBoolean()) {
					budgets.add(team);
				}
				this.allowances.put(key, new Allowance(Set.of(), maybe(30), maybeLong(2000), maybe(6), budgets));
			}
		}

		private BudgetPeriod period() {
			return BudgetPeriod.values()[this.random.nextInt(BudgetPeriod.values().length)];
		}

		private @Nullable Integer maybe(int bound) {
			return this.random.nextBoolean() ? Integer.valueOf(1 + this.random.nextInt(bound)) : null;
		}

		private @Nullable Long maybeLong(int bound) {
			return this.random.nextBoolean() ? Long.valueOf(1 + this.random.nextInt(bound)) : null;
		}

		void goOn() {
			switch (this.random.nextInt(10)) {
				case 0, 1, 2, 3, 4 -> ask(KEYS.get(this.random.nextInt(KEYS.size())));
				case 5, 6, 7 -> endOne();
				case 8 -> this.clock.goOn(Duration.ofSeconds(this.random.nextInt(90)));
				default -> this.counters.sweep();
			}
		}

		private void ask(String key) {
			Allowance allowance = this.allowances.get(key);
			if (allowance == null || allowance.isUnlimited()) {
				return;
			}
			long least = this.random.nextInt(60);
			Claim claim = new Claim(key, allowance, this.clock.instant(), this.random.nextInt(500),
					this.random.nextInt(500), new Usd(least + this.random.nextInt(60)), new Usd(least));
			try {
				Grant grant = this.counters.admit(claim).join();
				this.running.add(new Running(key, claim, grant));
				this.begun.computeIfAbsent(key, (_) -> new ArrayList<>()).add(this.clock.instant().getEpochSecond());
			}
			catch (CompletionException ex) {
				assertThat(ex).hasCauseInstanceOf(dev.tollgate.chat.GatewayException.class);
			}
		}

		private void endOne() {
			if (!this.running.isEmpty()) {
				end(this.running.remove(this.random.nextInt(this.running.size())));
			}
		}

		private void end(Running one) {
			Usd spent = switch (this.random.nextInt(3)) {
				case 0 -> Usd.ZERO;
				case 1 -> one.grant().held();
				default -> new Usd(this.random.nextLong(one.grant().held().pico() + 1));
			};
			for (Budget budget : one.claim().allowance().budgets()) {
				Account account = BudgetCounters.account(budget, one.claim().start());
				this.spent.merge(account, spent, Usd::plus);
				this.ledger.spend(account, spent);
			}
			one.grant().end(spent, this.random.nextInt(1000));
			one.grant().end(Usd.of("1000"), 1_000_000);
		}

		void endAll() {
			List.copyOf(this.running).forEach(this::end);
			this.running.clear();
		}

		void check() {
			this.allowances.forEach((key, allowance) -> {
				long underWay = this.running.stream().filter((one) -> one.key().equals(key)).count();
				if (allowance.concurrency() != null) {
					assertThat(underWay).isLessThanOrEqualTo(allowance.concurrency());
				}
				if (allowance.requestsPerMinute() != null) {
					long now = this.clock.instant().getEpochSecond();
					assertThat(this.begun.getOrDefault(key, List.of()).stream().filter((second) -> second > now - 61))
						.hasSizeLessThanOrEqualTo(allowance.requestsPerMinute());
				}
				allowance.budgets().forEach(this::check);
			});
		}

		private void check(Budget budget) {
			BudgetState state = this.counters.states(List.of(budget), this.clock.instant()).join().getFirst();
			assertThat(state.spent().plus(state.held())).isLessThanOrEqualTo(budget.limit());
			Account account = BudgetCounters.account(budget, this.clock.instant());
			assertThat(state.spent()).isEqualTo(this.spent.getOrDefault(account, Usd.ZERO));
			Usd held = this.running.stream()
				.filter((one) -> one.claim().allowance().budgets().contains(budget)
						&& BudgetCounters.account(budget, one.claim().start()).equals(account))
				.map((one) -> one.grant().held())
				.reduce(Usd.ZERO, Usd::plus);
			assertThat(state.held()).isEqualTo(held);
		}

		void checkNothingIsLeft() {
			this.clock.goOn(Duration.ofDays(100));
			this.counters.sweep();
			assertThat(this.counters.keys()).isZero();
			assertThat(this.counters.budgets().current(this.clock.instant()))
				.allMatch((counter) -> counter.held().equals(Usd.ZERO));
			assertThat(this.counters.budgets().size()).as("those without end")
				.isEqualTo(this.counters.budgets().current(this.clock.instant()).size());
		}

	}

}
