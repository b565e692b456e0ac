package dev.tollgate.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.ledger.Spending;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.limits.OutageSlices.Slice;
import dev.tollgate.pricing.Usd;
import dev.tollgate.redis.RedisLink;
import org.jspecify.annotations.Nullable;

/**
 * Limits that several gateways share, in Redis: one script takes of all of them at once.
 * While Redis is away each gateway counts its share of rates alone, and spends no more of
 * budgets than a small part of what was left.
 */
final class SharedCounters implements Counters, AutoCloseable {

	/** How long a generation of Redis's memory is young: gateways beat more often. */
	private static final Duration SETTLING = Duration.ofMillis(1500);

	private static final int TRIES = 6;

	/** From now until nothing counts any more of what is taken now. */
	private static final int MINUTE = SlidingMinute.SECONDS;

	private final Map<Account, CompletableFuture<Void>> loading = new ConcurrentHashMap<>();

	private final LimitScripts scripts;

	private final SharedGrants grants;

	private final OutageSlices slices;

	private final LocalCounters local;

	private final Spending spending;

	private final Rejections rejections;

	private final LimitProperties properties;

	private final Clock clock;

	SharedCounters(SharedParts parts, Spending spending, Rejections rejections, LimitProperties properties,
			Clock clock) {
		this.scripts = parts.scripts();
		this.grants = parts.grants();
		this.slices = parts.slices();
		this.local = parts.local();
		this.spending = spending;
		this.rejections = rejections;
		this.properties = properties;
		this.clock = clock;
	}

	@Override
	public CompletableFuture<Grant> admit(Claim claim) {
		SharedClaim shared = SharedClaim.of(this.grants.newId(), claim);
		Long tokens = claim.allowance().tokensPerMinute();
		if (tokens != null && claim.input() > tokens) {
			return CompletableFuture.failedFuture(this.rejections.tokens(claim, null, 0));
		}
		return this.grants.isAlone() ? alone(shared) : ask(shared, TRIES);
	}

	private CompletableFuture<Grant> ask(SharedClaim claim, int tries) {
		return this.grants
			.inTime(this.scripts.admit(claim.admitKeys(),
					claim.admitArguments(this.grants.generation(), this.properties.lease(), SETTLING)))
			.thenCompose((reply) -> {
				this.grants.worked();
				return heed(claim, new AdmitReply(reply), tries);
			})
			.exceptionallyCompose((failure) -> {
				if (RedisLink.cause(failure) instanceof GatewayException) {
					return CompletableFuture.failedFuture(failure);
				}
				this.grants.failed(failure);
				this.grants.giveBack(claim);
				// under another id: what Redis may have given is not what is given now
				return alone(SharedClaim.of(this.grants.newId(), claim.claim()));
			});
	}

	private CompletableFuture<Grant> heed(SharedClaim claim, AdmitReply reply, int tries) {
		return switch (reply.status()) {
			case "granted" -> CompletableFuture.completedFuture(granted(claim, reply));
			case "generation" -> again(claim, tries, this.grants.beat());
			case "settling" -> again(claim, tries, pause(reply.number(1)));
			case "missing" -> again(claim, tries, load(claim.accounts().get((int) reply.number(1) - 1)));
			default -> CompletableFuture.failedFuture(refusal(claim, reply));
		};
	}

	private CompletableFuture<Grant> again(SharedClaim claim, int tries, CompletableFuture<?> then) {
		if (tries == 0) {
			return alone(claim);
		}
		return then.thenCompose((_) -> this.grants.isAlone() ? alone(claim) : ask(claim, tries - 1));
	}

	private static CompletableFuture<?> pause(long millis) {
		return CompletableFuture.runAsync(() -> {
			// only the time passes
		}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
	}

	private Grant granted(SharedClaim claim, AdmitReply reply) {
		RateLimits limits = claim.limits(reply.number(2), MINUTE, reply.number(3), MINUTE);
		List<Budget> budgets = claim.claim().allowance().budgets();
		for (int i = 0; i < budgets.size(); i++) {
			this.slices.know(claim.accounts().get(i), budgets.get(i), reply.number(5 + 2 * i), reply.number(6 + 2 * i));
		}
		Usd held = (reply.number(4) == 2) ? claim.claim().most() : claim.claim().least();
		SharedGrant grant = SharedGrant.given(this.grants, claim, limits, held, noted(claim), reply.number(1));
		this.grants.add(grant);
		return grant;
	}

	private Grant noted(SharedClaim claim) {
		return claim.claim().allowance().hasRates() ? this.local.note(claim.claim()) : NothingGranted.INSTANCE;
	}

	private GatewayException refusal(SharedClaim shared, AdmitReply reply) {
		Claim claim = shared.claim();
		if (reply.status().equals("budget")) {
			int index = (int) reply.number(1) - 1;
			Budget budget = claim.allowance().budgets().get(index);
			this.slices.know(shared.accounts().get(index), budget, reply.number(2), reply.number(3));
			return this.rejections.budget(budget, claim, reply.number(2), reply.number(3));
		}
		RateLimits limits = shared.limits(reply.number(2), (int) reply.number(3), reply.number(4),
				(int) reply.number(5));
		int seconds = (int) reply.number(1);
		return switch (reply.status()) {
			case "requests" -> this.rejections.requests(claim, limits, seconds);
			case "tokens" -> this.rejections.tokens(claim, limits, seconds);
			default -> this.rejections.concurrency(claim, limits);
		};
	}

	/**
	 * Has Redis begin with what the ledger says; those who come meanwhile wait for it.
	 */
	private CompletableFuture<Void> load(Account account) {
		CompletableFuture<Void> loaded = new CompletableFuture<>();
		CompletableFuture<Void> before = this.loading.putIfAbsent(account, loaded);
		if (before != null) {
			return before;
		}
		var _ = this.spending.of(List.of(account))
			.thenCompose((spent) -> this.grants
				.inTime(this.scripts.load(SharedKeys.budget(account), spent.getOrDefault(account, Usd.ZERO).pico())))
			.orTimeout(LEDGER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((_, failure) -> {
				this.loading.remove(account);
				if (failure != null) {
					loaded.completeExceptionally(Rejections.budgetUnknown());
				}
				else {
					loaded.complete(null);
				}
			});
		return loaded;
	}

	/** Admits while Redis is away. */
	private CompletableFuture<Grant> alone(SharedClaim claim) {
		Allowance allowance = claim.claim().allowance();
		if (allowance.budgets().isEmpty()) {
			try {
				return CompletableFuture.completedFuture(alone(claim, Usd.ZERO, null));
			}
			catch (GatewayException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}
		try {
			Usd held = claim.claim().least();
			return this.slices.hold(claim).thenApply((slice) -> {
				try {
					return alone(claim, held, slice);
				}
				catch (GatewayException ex) {
					slice.release(held, Usd.ZERO);
					throw ex;
				}
			});
		}
		catch (GatewayException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Grant alone(SharedClaim claim, Usd held, @Nullable Slice slice) {
		Grant noted = this.local.alone(claim.claim(), this.grants.share());
		SharedGrant grant = SharedGrant.alone(this.grants, claim, held, noted, slice);
		this.grants.add(grant);
		return grant;
	}

	@Override
	public CompletableFuture<List<BudgetState>> states(List<Budget> budgets, Instant now) {
		if (this.grants.isAlone()) {
			return this.local.states(budgets, now);
		}
		Map<Budget, BudgetState> states = new ConcurrentHashMap<>();
		return InTurns.each(budgets, (budget) -> state(budget, now).thenAccept((state) -> {
			if (state != null) {
				states.put(budget, state);
			}
		})).thenCompose((_) -> {
			List<Budget> others = budgets.stream().filter((budget) -> !states.containsKey(budget)).toList();
			return others.isEmpty() ? CompletableFuture.completedFuture(List.<BudgetState>of())
					: this.local.states(others, now);
		}).thenApply((others) -> {
			others.forEach((state) -> states.put(state.budget(), state));
			return budgets.stream().map(states::get).toList();
		}).exceptionallyCompose((_) -> this.local.states(budgets, now));
	}

	/** What Redis says of a budget, or null if nobody has asked for it there yet. */
	private CompletableFuture<@Nullable BudgetState> state(Budget budget, Instant now) {
		Account account = BudgetCounters.account(budget, now);
		return amounts(account).thenApply((amounts) -> {
			if (amounts == null) {
				return null;
			}
			this.slices.know(account, budget, amounts.spent, amounts.used);
			return new BudgetState(budget, new Usd(amounts.spent), new Usd(Math.max(0, amounts.used - amounts.spent)),
					budget.period().end(now));
		});
	}

	/** What Redis has of an account, null if it has none of it. */
	private CompletableFuture<@Nullable Amounts> amounts(Account account) {
		return this.grants.inTime(this.scripts.state(SharedKeys.budget(account))).thenApply((values) -> {
			AdmitReply reply = new AdmitReply(List.copyOf(values));
			return reply.text(0).isEmpty() ? null : new Amounts(reply.number(0), reply.number(1));
		});
	}

	@Override
	public CompletableFuture<Map<Account, Usd>> spent() {
		if (this.grants.isAlone()) {
			return CompletableFuture.completedFuture(Map.of());
		}
		Map<Account, Usd> spent = new ConcurrentHashMap<>();
		return InTurns
			.each(this.slices.current(this.clock.instant()), (account) -> amounts(account).thenAccept((amounts) -> {
				if (amounts != null) {
					spent.put(account, new Usd(amounts.spent));
				}
			}))
			.thenApply((_) -> spent);
	}

	@Override
	public void correct(Account account, Usd counted, Usd missing) {
		var _ = this.scripts.correct(SharedKeys.budget(account), counted.pico(), missing.pico());
	}

	@Override
	public boolean isDegraded() {
		return this.grants.isAlone();
	}

	@Override
	public void beat() {
		var _ = this.grants.beat();
	}

	@Override
	public void close() {
		this.grants.close();
	}

	@Override
	public void sweep() {
		this.local.sweep();
		this.slices.sweep(this.clock.instant());
	}

	/** What is spent, and what is spent or held, in pico-dollars. */
	private record Amounts(long spent, long used) {
	}

}
