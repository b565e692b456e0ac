package dev.tollgate.provider;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which key is used when, by a time that stands still until it is moved.
 */
class ProviderKeysTests {

	private static final ProviderTimeouts TIMEOUTS = ProvidersProperties.defaultTimeouts();

	private static final UpstreamFailed AUTH = new UpstreamFailed(Reason.UPSTREAM_AUTH, "no");

	private static final UpstreamFailed ERROR = new UpstreamFailed(Reason.UPSTREAM_ERROR, "no");

	private static final UpstreamFailed UNREACHABLE = new UpstreamFailed(Reason.UPSTREAM_UNREACHABLE, "no");

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	/** Close to the overflow that nanosecond times may have. */
	private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

	private ProviderKeys keys(int count) {
		return keys(count, UpstreamLimits.DEFAULT);
	}

	private ProviderKeys keys(int count, UpstreamLimits limits) {
		List<ProviderCredential> credentials = IntStream.rangeClosed(1, count)
			.mapToObj((i) -> new ProviderCredential("secret-" + i))
			.toList();
		ProviderSettings settings = new ProviderSettings("p", "openai", URI.create("http://127.0.0.1"), credentials,
				TIMEOUTS, false);
		return new ProviderKeys(settings, limits, new Breakers(this.registry, () -> this.now));
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private static @Nullable Permit permit(ProviderKeys keys) {
		return (keys.admit() instanceof Permit permit) ? permit : null;
	}

	private static Permit granted(ProviderKeys keys) {
		Admission admission = keys.admit();
		assertThat(admission).isInstanceOf(Permit.class);
		return (Permit) admission;
	}

	private static String used(ProviderKeys keys) {
		Permit permit = permit(keys);
		if (permit == null) {
			return "none";
		}
		permit.release();
		return permit.credential().key();
	}

	private static void fails(ProviderKeys keys, GatewayException failure) {
		Permit permit = granted(keys);
		permit.failed(failure, false);
	}

	private static void succeeds(ProviderKeys keys) {
		Permit permit = granted(keys);
		permit.succeeded();
	}

	private static GatewayException denial(ProviderKeys keys) {
		assertThat(keys.admit()).isInstanceOf(Admission.Denial.class);
		return ((Admission.Denial) keys.admit()).failure();
	}

	private static void deniedFor(ProviderKeys keys, Duration time) {
		assertThat(denial(keys)).isInstanceOfSatisfying(RateLimited.class, (limited) -> {
			assertThat(limited.isExhausted()).isFalse();
			assertThat(limited.retryAfter()).isEqualTo(time);
		});
	}

	private static void deniedBecause(ProviderKeys keys, Reason reason) {
		assertThat(denial(keys)).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(reason));
	}

	private static RateLimited limited(@Nullable Duration retryAfter) {
		return new RateLimited("slow", retryAfter);
	}

	@Test
	void keysAreUsedInTurn() {
		ProviderKeys keys = keys(3);
		assertThat(IntStream.range(0, 7).mapToObj((i) -> used(keys))).containsExactly("secret-1", "secret-2",
				"secret-3", "secret-1", "secret-2", "secret-3", "secret-1");
	}

	@Test
	void aRateLimitedKeyRestsUntilItMayBeUsedAgain() {
		ProviderKeys keys = keys(2);
		fails(keys, limited(Duration.ofSeconds(2)));
		assertThat(IntStream.range(0, 4).mapToObj((i) -> used(keys))).containsOnly("secret-2");
		pass(Duration.ofSeconds(2));
		assertThat(List.of(used(keys), used(keys))).containsExactlyInAnyOrder("secret-1", "secret-2");
	}

	@Test
	void aSingleKeyIsDeniedUntilItsRetryAfter() {
		ProviderKeys keys = keys(1);
		fails(keys, limited(Duration.ofSeconds(2)));
		pass(Duration.ofMillis(500));
		deniedFor(keys, Duration.ofMillis(1500));
		pass(Duration.ofMillis(1500));
		assertThat(used(keys)).isEqualTo("secret-1");
	}

	@Test
	void theSoonestEndIsTold() {
		ProviderKeys keys = keys(3);
		fails(keys, limited(Duration.ofSeconds(9)));
		fails(keys, limited(Duration.ofSeconds(4)));
		fails(keys, AUTH);
		deniedFor(keys, Duration.ofSeconds(4));
	}

	@Test
	void withoutAWordTheBenchDoublesUntilASuccess() {
		ProviderKeys keys = keys(1);
		for (int seconds : new int[] { 1, 2, 4, 8, 16, 30, 30 }) {
			fails(keys, limited(null));
			deniedFor(keys, Duration.ofSeconds(seconds));
			pass(Duration.ofSeconds(seconds));
		}
		succeeds(keys);
		fails(keys, limited(null));
		deniedFor(keys, Duration.ofSeconds(1));
	}

	@Test
	void theAnswersToCallsOfBeforeTheBenchNeitherDoubleNorShortenNorEndIt() {
		ProviderKeys keys = keys(1);
		List<Permit> before = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			before.add(granted(keys));
		}
		before.get(0).failed(limited(Duration.ofSeconds(20)), false);
		before.get(1).failed(limited(null), false);
		before.get(2).failed(limited(Duration.ofSeconds(1)), false);
		before.get(3).succeeded();
		deniedFor(keys, Duration.ofSeconds(20));
	}

	@Test
	void aKeyOutOfQuotaRestsForTheBenchAndIsThenTriedByOneCallAtATime() {
		ProviderKeys keys = keys(1);
		fails(keys, RateLimited.exhausted("empty"));
		assertThat(denial(keys)).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.isExhausted()).isTrue());
		pass(Duration.ofMinutes(10));
		Permit trial = granted(keys);
		assertThat(permit(keys)).isNull();
		trial.failed(RateLimited.exhausted("empty"), false);
		assertThat(permit(keys)).isNull();
		pass(Duration.ofMinutes(10));
		succeeds(keys);
		Permit one = permit(keys);
		Permit other = permit(keys);
		assertThat(List.of(String.valueOf(one), String.valueOf(other))).doesNotContain("null");
	}

	@Test
	void aTrialThatIsGivenBackLetsAnotherGo() {
		ProviderKeys keys = keys(1);
		fails(keys, AUTH);
		pass(Duration.ofMinutes(10));
		Permit trial = granted(keys);
		trial.release();
		assertThat(used(keys)).isEqualTo("secret-1");
	}

	@Test
	void allKeysRefusedIsToldAsThat() {
		ProviderKeys keys = keys(2);
		fails(keys, AUTH);
		assertThat(used(keys)).isEqualTo("secret-2");
		fails(keys, AUTH);
		deniedBecause(keys, Reason.UPSTREAM_AUTH);
	}

	@Test
	void aRefusalIsLoggedOnceWithoutTheKey() {
		Logger logger = (Logger) LoggerFactory.getLogger(ProviderKey.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		try {
			ProviderKeys keys = keys(2);
			fails(keys, AUTH);
			for (int i = 0; i < 3; i++) {
				pass(Duration.ofMinutes(10));
				Permit first = permit(keys);
				Permit second = permit(keys);
				for (Permit permit : new @Nullable Permit[] { first, second }) {
					if (permit != null && permit.credential().key().equals("secret-1")) {
						permit.failed(AUTH, false);
					}
					else if (permit != null) {
						permit.succeeded();
					}
				}
			}
		}
		finally {
			logger.detachAppender(lines);
		}
		assertThat(lines.list).hasSize(1);
		assertThat(lines.list.getFirst().getFormattedMessage()).contains("Key 1", "'p'").doesNotContain("secret");
	}

	@Test
	void aBenchOfZeroUsesKeysWhateverWasSaid() {
		ProviderKeys keys = keys(1, new UpstreamLimits(BreakerSettings.DEFAULT, Duration.ZERO, 10));
		for (GatewayException failure : List.of(AUTH, RateLimited.exhausted("empty"), limited(null))) {
			fails(keys, failure);
		}
		assertThat(used(keys)).isEqualTo("secret-1");
	}

	@Test
	void aProviderThatNobodyReachesIsLeftAloneAfterFiveFailures() {
		ProviderKeys keys = keys(1);
		// the window alone would ask for ten
		IntStream.range(0, 20).forEach((i) -> succeeds(keys));
		for (int i = 0; i < 4; i++) {
			fails(keys, UNREACHABLE);
		}
		assertThat(used(keys)).isEqualTo("secret-1");
		fails(keys, UNREACHABLE);
		deniedBecause(keys, Reason.UPSTREAM_UNREACHABLE);
		assertThat(denial(keys)).hasMessageContaining("circuit is open");
		assertThat(this.registry.circuitBreaker("p").getState()).hasToString("OPEN");
	}

	@Test
	void aConnectTimeoutInWhichNothingElseWentWellOpensAtOnce() {
		ProviderKeys keys = keys(1);
		Permit lost = granted(keys);
		pass(Duration.ofSeconds(1));
		succeeds(keys);
		pass(Duration.ofSeconds(1));
		lost.failed(UNREACHABLE, true);
		Permit dead = granted(keys);
		pass(Duration.ofMillis(2001));
		dead.failed(UNREACHABLE, true);
		deniedBecause(keys, Reason.UPSTREAM_UNREACHABLE);
	}

	@ParameterizedTest
	@EnumSource(names = { "UPSTREAM_ERROR", "UPSTREAM_TIMEOUT", "UPSTREAM_OVERLOADED", "BAD_UPSTREAM_RESPONSE",
			"UPSTREAM_STREAM_TRUNCATED", "UPSTREAM_STREAM_STALLED" })
	void halfOfTheCallsFailingOpens(Reason reason) {
		ProviderKeys keys = keys(1);
		succeeds(keys);
		succeeds(keys);
		fails(keys, new UpstreamFailed(reason, "no"));
		fails(keys, new UpstreamFailed(reason, "no"));
		assertThat(used(keys)).isEqualTo("secret-1");
		fails(keys, new UpstreamFailed(reason, "no"));
		deniedBecause(keys, reason);
	}

	@Test
	void whatIsNotTheProvidersFaultDoesNotOpen() {
		ProviderKeys keys = keys(1, new UpstreamLimits(BreakerSettings.DEFAULT, Duration.ZERO, 100));
		for (int i = 0; i < 30; i++) {
			fails(keys, new Refused(400, "bad", null, null, null));
			fails(keys, limited(null));
			fails(keys, AUTH);
			assertThat(used(keys)).isEqualTo("secret-1");
		}
	}

	@Test
	void aStreamThatIsCutAfterItsFirstContentCountsAsAFailureToo() {
		ProviderKeys keys = keys(1);
		// each is a success and then a failure: half of what is counted, from three on
		for (int i = 0; i < 3; i++) {
			Permit permit = granted(keys);
			permit.begun();
			permit.failed(new UpstreamFailed(Reason.UPSTREAM_STREAM_TRUNCATED, "cut"), false);
		}
		deniedBecause(keys, Reason.UPSTREAM_STREAM_TRUNCATED);
	}

	private ProviderKeys open() {
		ProviderKeys keys = keys(1);
		for (int i = 0; i < 5; i++) {
			fails(keys, ERROR);
		}
		assertThat(permit(keys)).isNull();
		return keys;
	}

	@Test
	void anOpenCircuitIsTriedByOneCallInFiveSeconds() {
		ProviderKeys keys = open();
		int trials = 0;
		for (int i = 0; i < 600; i++) {
			pass(Duration.ofMillis(100));
			Permit permit = permit(keys);
			if (permit != null) {
				trials++;
				permit.failed(ERROR, false);
			}
		}
		assertThat(trials).isEqualTo(12);
	}

	@Test
	void aTrialThatHangsDoesNotKeepOthersFromTrying() {
		ProviderKeys keys = open();
		pass(Duration.ofSeconds(5));
		Permit hanging = granted(keys);
		assertThat(permit(keys)).isNull();
		pass(Duration.ofSeconds(5));
		succeeds(keys);
		hanging.failed(ERROR, false);
		assertThat(used(keys)).isEqualTo("secret-1");
		assertThat(keys.state().keys().getFirst().status()).isEqualTo(KeyState.Status.READY);
	}

	@Test
	void theFirstSuccessOfATrialCloses() {
		ProviderKeys keys = open();
		pass(Duration.ofSeconds(5));
		Permit trial = granted(keys);
		trial.begun();
		assertThat(used(keys)).isEqualTo("secret-1");
		assertThat(this.registry.circuitBreaker("p").getState()).hasToString("CLOSED");
	}

	@Test
	void aTrialThatIsRefusedForItsRequestHasFoundTheProvider() {
		ProviderKeys keys = open();
		pass(Duration.ofSeconds(5));
		fails(keys, new Refused(400, "bad", null, null, null));
		assertThat(used(keys)).isEqualTo("secret-1");
	}

	@Test
	void aTrialThatItsCallerGivesUpIsFollowedByAnother() {
		ProviderKeys keys = open();
		pass(Duration.ofSeconds(5));
		for (int i = 0; i < 300; i++) {
			Permit trial = granted(keys);
			trial.release();
		}
	}

	@Test
	void whatBeganBeforeTheCircuitOpenedIsNotHeard() {
		ProviderKeys keys = keys(1);
		Permit good = granted(keys);
		Permit bad = granted(keys);
		for (int i = 0; i < 5; i++) {
			fails(keys, ERROR);
		}
		good.succeeded();
		assertThat(permit(keys)).isNull();
		pass(Duration.ofSeconds(5));
		Permit trial = granted(keys);
		bad.failed(ERROR, false);
		trial.succeeded();
		assertThat(used(keys)).isEqualTo("secret-1");
	}

	@Test
	void anotherKeyIsUsedWhileTheCircuitOfOneIsOpen() {
		ProviderKeys keys = keys(2);
		for (int i = 0; i < 10; i++) {
			Permit permit = granted(keys);
			if (permit.credential().key().equals("secret-1")) {
				permit.failed(ERROR, false);
			}
			else {
				permit.succeeded();
			}
		}
		assertThat(IntStream.range(0, 4).mapToObj((i) -> used(keys))).containsOnly("secret-2");
		assertThat(this.registry.circuitBreaker("p-1").getState()).hasToString("OPEN");
		assertThat(this.registry.circuitBreaker("p-2").getState()).hasToString("CLOSED");
	}

	@Test
	void noMoreCallsThanAllowedAreUnderWay() {
		ProviderKeys keys = keys(1, new UpstreamLimits(BreakerSettings.DEFAULT, Duration.ofMinutes(10), 2));
		Permit one = granted(keys);
		Permit two = granted(keys);
		deniedBecause(keys, Reason.UPSTREAM_OVERLOADED);
		assertThat(keys.state().inFlight()).isEqualTo(2);
		one.succeeded();
		// a second word changes nothing
		one.release();
		one.failed(ERROR, false);
		Permit three = granted(keys);
		assertThat(permit(keys)).isNull();
		two.release();
		three.failed(limited(null), false);
		deniedFor(keys, Duration.ofSeconds(1));
		assertThat(keys.state().inFlight()).isZero();
	}

	@Test
	void toAskForTheStateTakesNoTrial() {
		ProviderKeys keys = open();
		pass(Duration.ofSeconds(5));
		for (int i = 0; i < 10; i++) {
			assertThat(keys.state().keys().getFirst())
				.isEqualTo(new KeyState(1, KeyState.Status.CIRCUIT_OPEN, Duration.ZERO));
		}
		assertThat(permit(keys)).isNotNull();
		assertThat(keys.state().keys().getFirst().status()).isEqualTo(KeyState.Status.CIRCUIT_HALF_OPEN);
		assertThat(keys.state().isReady()).isFalse();
	}

}
