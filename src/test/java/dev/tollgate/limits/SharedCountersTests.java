package dev.tollgate.limits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.BudgetExceeded;
import dev.tollgate.chat.GatewayException.LimitExceeded;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.RateLimits;
import dev.tollgate.keys.Allowance;
import dev.tollgate.keys.Budget;
import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.limits.LimitProperties.Unpriced;
import dev.tollgate.pricing.Usd;
import dev.tollgate.redis.Outage;
import dev.tollgate.redis.RedisLink;
import dev.tollgate.redis.RedisScript;
import dev.tollgate.testing.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Limits that several gateways share, in a real Redis; skipped where no Docker engine
 * answers.
 */
class SharedCountersTests {

	@RegisterExtension
	private static final RedisServer server = new RedisServer("limits in Redis");

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final KnownSpending ledger = new KnownSpending();

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final List<Gateway> gateways = new ArrayList<>();

	@BeforeEach
	void open() {
		this.lines.start();
		logger().addAppender(this.lines);
		server.run("flushall");
	}

	@AfterEach
	void close() {
		logger().detachAppender(this.lines);
		this.gateways.forEach(Gateway::close);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(SharedCounters.class);
	}

	/** A gateway that has found Redis. */
	private Gateway gateway() {
		Gateway gateway = new Gateway(this.ledger, Duration.ofSeconds(60));
		this.gateways.add(gateway);
		awaitRedis(gateway);
		return gateway;
	}

	private static void awaitRedis(Gateway gateway) {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			gateway.counters.beat();
			return !gateway.grants.isAlone() && !gateway.grants.generation().isEmpty();
		});
		// a new generation settles first
		admit(gateway, budgets(budget("first", "1")), 1, "0").end(Usd.ZERO, 1);
	}

	private static Allowance rates(@Nullable Integer requests, @Nullable Long tokens, @Nullable Integer concurrency) {
		return new Allowance(Set.of(), requests, tokens, concurrency, List.of());
	}

	private static Budget budget(String name, String limit) {
		return new Budget(Payer.TEAM, name, Usd.of(limit), BudgetPeriod.TOTAL);
	}

	private static Allowance budgets(Budget... budgets) {
		return new Allowance(Set.of(), null, null, null, List.of(budgets));
	}

	private static Claim claim(Allowance allowance, long tokens, String most, String least) {
		return new Claim("web", allowance, Instant.now(Clock.systemUTC()), tokens, 0, Usd.of(most), Usd.of(least));
	}

	private static Grant admit(Gateway gateway, Allowance allowance, long tokens, String hold) {
		return admit(gateway, claim(allowance, tokens, hold, hold));
	}

	private static Grant admit(Gateway gateway, Claim claim) {
		try {
			return gateway.counters.admit(claim).join();
		}
		catch (CompletionException ex) {
			Throwable cause = ex;
			while (cause instanceof CompletionException) {
				cause = Objects.requireNonNull(cause.getCause());
			}
			throw (GatewayException) cause;
		}
	}

	private static BudgetState state(Gateway gateway, Budget budget) {
		return gateway.counters.states(List.of(budget), Instant.now(Clock.systemUTC())).join().getFirst();
	}

	@Test
	void aMinuteOfRequestsIsOneForAll() {
		Gateway here = gateway();
		Gateway there = gateway();
		Allowance three = rates(3, null, null);
		assertThat(admit(here, three, 1, "0").limits())
			.isEqualTo(new RateLimits(new RateLimits.Quota(3, 2, Duration.ofSeconds(61)), null, false));
		admit(there, three, 1, "0");
		assertThat(Objects.requireNonNull(admit(here, three, 1, "0").limits()).requests())
			.isEqualTo(new RateLimits.Quota(3, 0, Duration.ofSeconds(61)));
		for (Gateway gateway : List.of(here, there)) {
			assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(gateway, three, 1, "0"))
				.satisfies((refusal) -> {
					assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(61));
					assertThat(Objects.requireNonNull(refusal.limits()).requests())
						.satisfies((quota) -> assertThat(Objects.requireNonNull(quota).remaining()).isZero());
				});
		}
	}

	@Test
	void tokensAreCorrectedByUsage() {
		Gateway here = gateway();
		Gateway there = gateway();
		Allowance thousand = rates(null, 1000L, null);
		Grant grant = admit(here, thousand, 600, "0");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(there, thousand, 500, "0"));
		grant.end(Usd.ZERO, 100);
		Grant second = Awaitility.await()
			.ignoreException(LimitExceeded.class)
			.until(() -> admit(there, thousand, 800, "0"), Objects::nonNull);
		second.end(Usd.ZERO, 1200);
		Awaitility.await()
			.untilAsserted(() -> assertThatExceptionOfType(LimitExceeded.class)
				.isThrownBy(() -> admit(here, thousand, 1, "0")));
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(here, thousand, 1001, "0"))
			.satisfies((refusal) -> assertThat(refusal.retryAfter()).isNull());
	}

	@Test
	void noMoreRequestsAreUnderWayThanMayBeInAll() throws Exception {
		List<Gateway> three = List.of(gateway(), gateway(), gateway());
		Allowance five = rates(null, null, 5);
		List<Grant> granted = atOnce(50, (i) -> admit(three.get(i % 3), five, 1, "0"));
		assertThat(granted).hasSize(5);
		granted.forEach((grant) -> grant.end(Usd.ZERO, 1));
		Awaitility.await().until(() -> server.run("zcard tollgate:limits:slots:web").equals("0"));
		assertThat(atOnce(50, (i) -> admit(three.get(i % 3), five, 1, "0"))).hasSize(5);
	}

	private static List<Grant> atOnce(int number, Asking asking) throws InterruptedException {
		List<Future<Grant>> calls = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < number; i++) {
				int which = i;
				calls.add(threads.submit(() -> asking.ask(which)));
			}
		}
		return calls.stream().filter((call) -> call.state() == Future.State.SUCCESS).map(Future::resultNow).toList();
	}

	/** Hundreds of callers of three gateways, each for ten cents, and five dollars. */
	@Test
	void aBudgetIsNotExceededByThoseWhoComeAtOnce() throws Exception {
		List<Gateway> three = List.of(gateway(), gateway(), gateway());
		Budget own = budget("race", "5");
		this.ledger.spend(BudgetCounters.account(own, Instant.EPOCH), Usd.of("1"));
		List<Grant> granted = atOnce(600, (i) -> admit(three.get(i % 3), budgets(own), 1, "0.1"));
		assertThat(granted).hasSize(40);
		assertThat(state(three.getFirst(), own)).isEqualTo(new BudgetState(own, Usd.of("1"), Usd.of("4"), null));
		granted.forEach((grant) -> grant.end(Usd.of("0.09"), 1));
		Awaitility.await()
			.untilAsserted(() -> assertThat(state(three.getFirst(), own))
				.isEqualTo(new BudgetState(own, Usd.of("4.6"), Usd.ZERO, null)));
	}

	@Test
	void whatHoldsNothingIsGivenBackToo() {
		Gateway here = gateway();
		Budget own = budget("free", "1");
		admit(here, budgets(own), 1, "0").end(Usd.of("0.25"), 1);
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(state(here, own)).isEqualTo(new BudgetState(own, Usd.of("0.25"), Usd.ZERO, null)));
		assertThat(here.grants.isAlone()).isFalse();
	}

	@Test
	void amountsAreExactWhereDoublesAreNot() {
		Gateway here = gateway();
		Budget large = budget("large", "4000000");
		this.ledger.spend(BudgetCounters.account(large, Instant.EPOCH), Usd.of("3999999.999999999995"));
		Grant grant = admit(here, budgets(large), 1, "0.000000000004");
		assertThatExceptionOfType(BudgetExceeded.class)
			.isThrownBy(() -> admit(here, budgets(large), 1, "0.000000000002"))
			.withMessageContaining(
					"has 0.000000000005 USD left, of which calls that are under way may use 0.000000000004");
		admit(here, budgets(large), 1, "0.000000000001");
		grant.end(Usd.of("0.000000000004"), 1);
		Awaitility.await().until(() -> state(here, large).spent().equals(Usd.of("3999999.999999999999")));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(here, budgets(large), 1, "9000000"));
	}

	@Test
	void whatIsRefusedByOneBudgetIsHeldOfNone() {
		Gateway here = gateway();
		Budget wide = budget("wide", "100");
		Budget narrow = budget("narrow", "1");
		assertThat(admit(here, claim(budgets(wide, narrow), 1, "3", "0.5")).held()).isEqualTo(Usd.of("0.5"));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(here, budgets(wide, narrow), 1, "0.6"))
			.withMessageStartingWith("The budget of the team 'narrow'");
		assertThat(state(here, wide).held()).isEqualTo(Usd.of("0.5"));
		Allowance both = new Allowance(Set.of(), 1, null, null, List.of(wide));
		admit(here, both, 1, "1");
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(here, both, 1, "1"));
		assertThat(state(here, wide).held()).isEqualTo(Usd.of("1.5"));
		admit(here, budgets(wide, narrow), 1, "0");
	}

	@Test
	void whatAGatewayHeldThatDiedIsFreeAfterItsLease() {
		Gateway dying = new Gateway(this.ledger, Duration.ofSeconds(5));
		awaitRedis(dying);
		Budget own = budget("lease", "1");
		Allowance allowance = new Allowance(Set.of(), null, null, 1, List.of(own));
		admit(dying, allowance, 1, "1");
		dying.link.close();
		Gateway here = gateway();
		assertThatExceptionOfType(LimitExceeded.class).isThrownBy(() -> admit(here, allowance, 1, "1"));
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(GatewayException.class)
			.until(() -> admit(here, allowance, 1, "1").held().equals(Usd.of("1")));
	}

	@Test
	void whatIsUnderWayIsHeldAsLongAsItsGatewaySaysSo() {
		Gateway here = new Gateway(this.ledger, Duration.ofSeconds(5));
		this.gateways.add(here);
		awaitRedis(here);
		Budget own = budget("long", "1");
		Grant grant = admit(here, budgets(own), 1, "1");
		String key = "tollgate:limits:budget:team:long:total:leases";
		String first = server.run("zrange " + key + " 0 0 withscores");
		Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
			here.counters.beat();
			return !server.run("zrange " + key + " 0 0 withscores").equals(first);
		});
		grant.end(Usd.of("1"), 1);
		Awaitility.await().until(() -> server.run("zcard " + key).equals("0"));
	}

	@Test
	void aRedisThatLosesEverythingHearsItAgain() {
		Gateway here = gateway();
		Gateway there = gateway();
		Budget own = budget("lost", "10");
		Allowance allowance = new Allowance(Set.of(), null, null, 2, List.of(own));
		Grant running = admit(here, allowance, 1, "3");
		admit(there, allowance, 1, "2").end(Usd.of("2"), 1);
		this.ledger.spend(BudgetCounters.account(own, Instant.EPOCH), Usd.of("2"));
		Awaitility.await().until(() -> state(there, own).spent().equals(Usd.of("2")));
		server.run("flushall");
		// whoever comes first waits until the others have said what they hold
		CompletableFuture<Void> beats = beatingFor(here);
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(there, budgets(own), 1, "5.5"));
		assertThat(state(there, own)).isEqualTo(new BudgetState(own, Usd.of("2"), Usd.of("3"), null));
		admit(there, allowance, 1, "5").end(Usd.ZERO, 0);
		running.end(Usd.of("1"), 1);
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(state(there, own)).isEqualTo(new BudgetState(own, Usd.of("3"), Usd.ZERO, null)));
		beats.cancel(false);
		assertThat(this.lines.list).isEmpty();
	}

	/** As LimitWatch does it, once a second. */
	private static CompletableFuture<Void> beatingFor(Gateway gateway) {
		return CompletableFuture.runAsync(gateway.counters::beat,
				CompletableFuture.delayedExecutor(200, java.util.concurrent.TimeUnit.MILLISECONDS));
	}

	@Test
	void aRedisThatFallsSilentIsDoneWithoutAndUsedAgain() {
		Gateway here = gateway();
		Gateway there = gateway();
		here.counters.beat();
		Awaitility.await().until(() -> {
			here.counters.beat();
			return here.grants.share().parts() == 2;
		});
		Budget own = budget("silent", "100");
		Allowance allowance = new Allowance(Set.of(), 10, null, 4, List.of(own));
		Grant before = admit(here, allowance, 1, "20");
		server.pause();
		List<Grant> alone = new ArrayList<>();
		try {
			Awaitility.await().atMost(PATIENCE).until(() -> {
				here.counters.beat();
				return here.counters.isDegraded();
			});
			// eighty were left, of which one percent may be spent
			Grant grant = admit(here, allowance, 1, "0.5");
			alone.add(grant);
			assertThat(Objects.requireNonNull(grant.limits()).degraded()).isTrue();
			assertThat(Objects.requireNonNull(grant.limits().requests()).limit()).as("half of it").isEqualTo(5);
			assertThatExceptionOfType(LimitExceeded.class).as("two of four, one of them from before")
				.isThrownBy(() -> admit(here, allowance, 1, "0.1"));
			grant.end(Usd.of("0.4"), 1);
			alone.add(admit(here, allowance, 1, "0.4"));
			before.end(Usd.of("7"), 1);
			assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> admit(here, allowance, 1, "0.000001"))
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo("budget_store_unavailable"));
			assertThat(admit(here, rates(10, null, null), 1, "0").isEnded()).isFalse();
			assertThat(this.lines.list).singleElement()
				.satisfies((line) -> assertThat(line.getFormattedMessage()).startsWith("Redis does not answer"));
		}
		finally {
			server.goOn();
		}
		awaitRedis(here);
		assertThat(this.lines.list).hasSize(2);
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(state(there, own))
				.isEqualTo(new BudgetState(own, Usd.of("7.4"), Usd.of("0.4"), null)));
		alone.forEach((grant) -> grant.end(Usd.of("0.3"), 1));
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(state(there, own)).isEqualTo(new BudgetState(own, Usd.of("7.7"), Usd.ZERO, null)));
		assertThat(Objects.requireNonNull(admit(here, allowance, 1, "0.1").limits()).degraded()).isFalse();
	}

	/** They are told by the hundred when it is back. */
	@Test
	void whatEndedInAnOutageIsNotUnderWayAfterIt() {
		Gateway here = gateway();
		Gateway there = gateway();
		Allowance one = rates(null, null, 1);
		server.pause();
		try {
			Awaitility.await().atMost(PATIENCE).until(() -> {
				here.counters.beat();
				return here.counters.isDegraded();
			});
			for (int i = 0; i < 2000; i++) {
				admit(here, one, 1, "0").end(Usd.ZERO, 1);
			}
		}
		finally {
			server.goOn();
		}
		awaitRedis(there);
		here.counters.beat();
		for (int i = 0; i < 300; i++) {
			Grant grant = admit(there, one, 1, "0");
			grant.end(Usd.ZERO, 1);
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> !there.grants.isTelling());
		}
		awaitRedis(here);
	}

	@Test
	void repliesThatAreLateAtOnceAreNoOutage() {
		Gateway here = gateway();
		for (int i = 0; i < 50; i++) {
			here.grants.failed(new TimeoutException());
		}
		assertThat(here.grants.isAlone()).isFalse();
		here.grants.failed(new IOException());
		assertThat(here.grants.isAlone()).isTrue();
	}

	@Test
	void withoutRedisFromTheStartTheLedgerSaysWhatIsLeft() {
		Gateway here = new Gateway(this.ledger, Duration.ofSeconds(60),
				new RedisLink(io.lettuce.core.RedisURI.create("localhost", 1)));
		this.gateways.add(here);
		Awaitility.await().until(() -> {
			here.counters.beat();
			return here.counters.isDegraded();
		});
		Budget own = budget("start", "100");
		Budget spent = budget("spent", "100");
		this.ledger.spend(BudgetCounters.account(own, Instant.EPOCH), Usd.of("50"));
		this.ledger.spend(BudgetCounters.account(spent, Instant.EPOCH), Usd.of("100"));
		admit(here, budgets(own), 1, "0.5");
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> admit(here, budgets(own), 1, "0.1"));
		assertThatExceptionOfType(BudgetExceeded.class).isThrownBy(() -> admit(here, budgets(spent), 1, "0.1"));
		var _ = this.ledger.fallSilent();
		assertThatExceptionOfType(Unavailable.class)
			.isThrownBy(() -> admit(here, budgets(budget("new", "5")), 1, "0.1"));
		assertThat(admit(here, rates(5, null, null), 1, "0").limits()).isNotNull();
	}

	@Test
	void whatTheLedgerHasAndRedisHasNotIsAdded() {
		Gateway here = gateway();
		Gateway there = gateway();
		Budget own = budget("drift", "10");
		admit(here, budgets(own), 1, "1").end(Usd.of("1"), 1);
		admit(there, budgets(own), 1, "0").end(Usd.ZERO, 1);
		Awaitility.await().until(() -> state(here, own).spent().equals(Usd.of("1")));
		this.ledger.spend(BudgetCounters.account(own, Instant.EPOCH), Usd.of("4"));
		LedgerCheck one = new LedgerCheck(here.counters, this.ledger);
		LedgerCheck two = new LedgerCheck(there.counters, this.ledger);
		Awaitility.await().untilAsserted(() -> {
			one.compare();
			two.compare();
			assertThat(state(here, own).spent()).isEqualTo(Usd.of("4"));
		});
		Awaitility.await().until(() -> {
			one.compare();
			return one.drift() == 0;
		});
		assertThat(state(here, own)).isEqualTo(new BudgetState(own, Usd.of("4"), Usd.ZERO, null));
	}

	/**
	 * Requests come and go, connections break, everything is lost, Redis stands still: in
	 * the end nothing is held, and what was spent is what the ledger says.
	 */
	@Test
	void whateverHappensNothingIsLeftBehind() {
		Random random = new Random();
		List<Gateway> three = List.of(gateway(), gateway(), gateway());
		Budget own = budget("chaos", "1000");
		Allowance allowance = new Allowance(Set.of(), 1_000_000, null, 50, List.of(own));
		List<Grant> running = new ArrayList<>();
		Usd spent = Usd.ZERO;
		for (int i = 0; i < 1500; i++) {
			if (i % 300 == 150) {
				disturb(random.nextInt(3));
			}
			if (i % 40 == 0) {
				three.forEach((gateway) -> gateway.counters.beat());
			}
			try {
				running.add(admit(three.get(random.nextInt(3)), allowance, 1, "0.01"));
			}
			catch (LimitExceeded | Unavailable ex) {
				// as it may be
			}
			while (running.size() > 30 || (i == 1499 && !running.isEmpty())) {
				Usd cost = new Usd(random.nextLong(Usd.of("0.01").pico()));
				this.ledger.spend(BudgetCounters.account(own, Instant.EPOCH), cost);
				running.remove(random.nextInt(running.size())).end(cost, 1);
				spent = spent.plus(cost);
			}
		}
		Usd all = spent;
		List<LedgerCheck> checks = three.stream()
			.map((gateway) -> new LedgerCheck(gateway.counters, this.ledger))
			.toList();
		Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
			three.forEach((gateway) -> gateway.counters.beat());
			checks.forEach(LedgerCheck::compare);
			BudgetState state = state(three.getFirst(), own);
			assertThat(state.held()).isEqualTo(Usd.ZERO);
			assertThat(state.spent()).isGreaterThanOrEqualTo(all);
			assertThat(server.run("zcard tollgate:limits:slots:web")).isEqualTo("0");
		});
		assertThat(three).allMatch((gateway) -> gateway.grants.active() == 0);
	}

	private static void disturb(int how) {
		switch (how) {
			case 0 -> server.run("flushall");
			case 1 -> server.run("client kill type normal");
			default -> {
				server.pause();
				// it stands still for as long as that takes
				server.goOn();
			}
		}
	}

	/** Redis and this gateway count a minute alike, whatever is taken when. */
	@Test
	void luaAndJavaAgreeOnAMinute() throws Exception {
		String minute = new ClassPathResource("minute.lua", LimitScripts.class)
			.getContentAsString(StandardCharsets.UTF_8);
		RedisScript script = new RedisScript(minute + """
				local second, amount, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
				local total, now = advance(KEYS[1], 'x', second)
				local wait = seconds_until(KEYS[1], 'x', now, total, limit, amount)
				if wait == 0 then
				  total = take(KEYS[1], 'x', now, amount)
				end
				return { total, wait, seconds_until(KEYS[1], 'x', now, total, 0, 0) }""");
		Random random = new Random(7);
		try (RedisLink link = new RedisLink(server.address())) {
			for (int history = 0; history < 20; history++) {
				SlidingMinute java = new SlidingMinute();
				long second = 1_800_000_000L;
				for (int i = 0; i < 60; i++) {
					second += random.nextInt(4) * random.nextInt(25);
					long amount = 1 + random.nextInt(10);
					java.advance(second);
					int wait = java.secondsUntil(30, amount);
					if (wait == 0) {
						java.take(amount);
					}
					List<Object> lua = script
						.run(link, List.of("minute" + history),
								List.of(Long.toString(second), Long.toString(amount), "30"))
						.join();
					assertThat(lua).containsExactly(java.total(), (long) wait, (long) java.secondsUntilEmpty());
				}
			}
		}
	}

	/** Asks for one of many. */
	private interface Asking {

		Grant ask(int which);

	}

	/** A gateway, as far as limits go. */
	private static final class Gateway implements AutoCloseable {

		private final RedisLink link;

		private final SharedGrants grants;

		private final SharedCounters counters;

		Gateway(KnownSpending ledger, Duration lease) {
			this(ledger, lease, new RedisLink(server.address()));
		}

		Gateway(KnownSpending ledger, Duration lease, RedisLink link) {
			this.link = link;
			// a busy machine may take longer than requests wait in earnest
			LimitProperties properties = new LimitProperties(Unpriced.REFUSE, Duration.ofMinutes(1),
					Duration.ofSeconds(5), lease, 1);
			Rejections rejections = new Rejections();
			OutageSlices slices = new OutageSlices(ledger, rejections, 1);
			LimitScripts scripts = new LimitScripts(link);
			Outage outage = new Outage("Redis does not answer", Duration.ZERO, Clock.systemUTC(), logger2());
			this.grants = new SharedGrants(scripts, slices, outage, properties);
			LocalCounters local = new LocalCounters(ledger, rejections, Clock.systemUTC());
			this.counters = new SharedCounters(new SharedParts(scripts, this.grants, slices, local), ledger, rejections,
					properties, Clock.systemUTC());
		}

		private static org.apache.commons.logging.Log logger2() {
			return org.apache.commons.logging.LogFactory.getLog(SharedCounters.class);
		}

		@Override
		public void close() {
			this.counters.close();
			this.link.close();
		}

	}

}
