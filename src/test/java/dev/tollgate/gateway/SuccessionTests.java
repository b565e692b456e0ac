package dev.tollgate.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.gateway.Succession.Choice;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.KeyedProvider;
import dev.tollgate.provider.Permit;
import dev.tollgate.routing.PlainRoutes;
import dev.tollgate.routing.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who is called, and who after which failure, by a time that stands still for the keys of
 * providers; nobody is called.
 */
class SuccessionTests {

	private static final UpstreamFailed ERROR = new UpstreamFailed(Reason.UPSTREAM_ERROR, "no");

	private static final UpstreamFailed AUTH = new UpstreamFailed(Reason.UPSTREAM_AUTH, "no");

	private static final Duration BACKOFF = Duration.ofMillis(200);

	private final KeyedProvider one = KeyedProvider.of("one", 1, 2);

	private final KeyedProvider two = KeyedProvider.of("two", 1, 2);

	private final KeyedProvider three = KeyedProvider.of("three", 1, 2);

	/** Two further attempts in ten seconds, however many requests there are. */
	private final RetryPolicy policy = new RetryPolicy(
			new RetryProperties(BACKOFF, Duration.ofSeconds(5), Duration.ofSeconds(10), 0, 2));

	private Succession succession(int attempts, long deadline, Target... targets) {
		List<Target> all = List.of(targets);
		return new Succession(PlainRoutes.route(all, attempts), all, this.policy, deadline);
	}

	private Succession succession(KeyedProvider... providers) {
		return succession(3, 0,
				Arrays.stream(providers).map((provider) -> PlainRoutes.target(provider, null)).toArray(Target[]::new));
	}

	private static Permit taken(KeyedProvider provider) {
		Admission admission = provider.admit();
		assertThat(admission).isInstanceOf(Permit.class);
		return (Permit) admission;
	}

	private static void limited(KeyedProvider provider, Duration retryAfter) {
		taken(provider).failed(new RateLimited("slowly", retryAfter));
	}

	private static void full(KeyedProvider provider) {
		taken(provider);
		taken(provider);
	}

	/** What follows from an attempt that fails with a permit, or without any. */
	private static @Nullable Choice next(Succession succession, Choice failed, GatewayException failure,
			Reaction reaction) {
		Permit permit = failed.permit();
		if (permit == null) {
			return succession.next(failed, null, failure, reaction);
		}
		permit.failed(failure);
		return succession.next(failed, permit.credential(), failure, reaction);
	}

	private static Choice assertCalls(@Nullable Choice next, int index) {
		Choice choice = Objects.requireNonNull(next);
		assertThat(choice.index()).isEqualTo(index);
		assertThat(choice.permit()).isNotNull();
		assertThat(choice.delay()).isZero();
		return choice;
	}

	private static Choice assertPauses(@Nullable Choice next, int index, Duration least, Duration most) {
		Choice choice = Objects.requireNonNull(next);
		assertThat(choice.index()).isEqualTo(index);
		assertThat(choice.permit()).isNull();
		assertThat(choice.delay()).isBetween(least.toNanos(), most.toNanos());
		return choice;
	}

	@Test
	void theFirstThatGivesLeaveIsCalled() {
		assertCalls(succession(this.one, this.two).first(), 0);
		full(this.two);
		assertCalls(succession(this.two, this.three).first(), 1);
	}

	@Test
	void whereAllLimitTheRateTheSoonestIsWaitedFor() {
		limited(this.one, Duration.ofSeconds(5));
		limited(this.two, Duration.ofSeconds(2));
		assertPauses(succession(this.one, this.two).first(), 1, Duration.ofSeconds(2), Duration.ofSeconds(2));
	}

	@Test
	void nobodyWaitsLongerThanTheRequestMayLast() {
		limited(this.one, Duration.ofSeconds(5));
		long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
		Succession succession = succession(3, deadline, PlainRoutes.target(this.one, null));
		assertThatExceptionOfType(RateLimited.class).isThrownBy(succession::first);
	}

	@Test
	void whoFailedLatelyIsCalledForWantOfAnyOther() {
		taken(this.one).failed(AUTH);
		full(this.two);
		assertThat(this.one.admit()).isInstanceOf(Admission.Denial.class);
		assertCalls(succession(this.two, this.one).first(), 1);
	}

	@Test
	void whereNobodyCanBeCalledTheReasonIsTold() {
		full(this.one);
		full(this.two);
		assertThatExceptionOfType(UpstreamFailed.class).isThrownBy(succession(this.one, this.two)::first)
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_OVERLOADED));
	}

	@Test
	void afterAnErrorTheNextIsCalledAtOnce() {
		Succession succession = succession(this.one, this.two);
		assertCalls(next(succession, succession.first(), ERROR, Reaction.ELSEWHERE_FIRST), 1);
	}

	@Test
	void whereThereIsNoOtherTheSameIsCalledOnceMoreAfterAPause() {
		Succession succession = succession(this.one);
		Choice again = assertPauses(next(succession, succession.first(), ERROR, Reaction.ELSEWHERE_FIRST), 0,
				BACKOFF.dividedBy(2), BACKOFF);
		// nobody waits in a place that others need
		assertThat(this.one.state().inFlight()).isZero();
		assertThat(next(succession, again, ERROR, Reaction.ELSEWHERE_FIRST)).isNull();
	}

	@Test
	void thePauseIsAsLongAsTheProviderAsksFor() {
		UpstreamFailed busy = new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "no", Duration.ofSeconds(3));
		Succession succession = succession(this.one);
		assertPauses(next(succession, succession.first(), busy, Reaction.ELSEWHERE_FIRST), 0, Duration.ofSeconds(3),
				Duration.ofSeconds(3));
	}

	@Test
	void whatWouldFailAgainIsNotRepeated() {
		Succession succession = succession(this.one);
		assertThat(next(succession, succession.first(), ERROR, Reaction.ELSEWHERE)).isNull();
		Succession refused = succession(this.two, this.three);
		assertThat(next(refused, refused.first(), ERROR, Reaction.END)).isNull();
	}

	@Test
	void anotherKeyComesBeforeAnotherTarget() {
		KeyedProvider rich = KeyedProvider.of("rich", 2, 2);
		Succession succession = succession(rich, this.two);
		Choice first = succession.first();
		Choice second = assertCalls(next(succession, first, AUTH, Reaction.OTHER_KEY), 0);
		assertThat(second.permit()).extracting((permit) -> permit.credential())
			.isNotEqualTo(Objects.requireNonNull(first.permit()).credential());
		assertCalls(next(succession, second, AUTH, Reaction.OTHER_KEY), 1);
	}

	@Test
	void aKeyThatLimitsTheRateIsWaitedForWhereThereIsNoOther() {
		Succession succession = succession(this.one);
		RateLimited limited = new RateLimited("slowly", Duration.ofSeconds(2));
		assertPauses(next(succession, succession.first(), limited, Reaction.OTHER_KEY), 0, Duration.ofSeconds(2),
				Duration.ofSeconds(2));
	}

	@Test
	void theSameKeyIsNotAskedTheSameAtOnce() {
		Succession succession = succession(this.one, this.two);
		Choice first = succession.first();
		Permit permit = Objects.requireNonNull(first.permit());
		permit.release();
		// the provider says so of a key that is as good as before
		assertCalls(succession.next(first, permit.credential(), new RateLimited("slowly", null), Reaction.OTHER_KEY),
				1);
		assertThat(this.one.state().inFlight()).isZero();
	}

	@Test
	void whatIsTooLongGoesToALargerModel() {
		Succession succession = succession(3, 0, PlainRoutes.target(this.one, 100), PlainRoutes.target(this.two, 100),
				PlainRoutes.target(this.three, 200));
		Refused tooLong = new Refused(400, "no", "invalid_request_error", "context_length_exceeded", null);
		Choice larger = assertCalls(next(succession, succession.first(), tooLong, Reaction.LARGER_MODEL), 2);
		assertThat(next(succession, larger, tooLong, Reaction.LARGER_MODEL)).isNull();
	}

	@Test
	void theRouteSaysHowManyAttemptsThereAre() {
		Succession succession = succession(2, 0, PlainRoutes.target(this.one, null), PlainRoutes.target(this.two, null),
				PlainRoutes.target(this.three, null));
		Choice second = assertCalls(next(succession, succession.first(), ERROR, Reaction.ELSEWHERE_FIRST), 1);
		assertThat(next(succession, second, ERROR, Reaction.ELSEWHERE_FIRST)).isNull();
	}

	@Test
	void theBudgetOfTheRouteEndsItForAllItsRequests() {
		Succession succession = succession(this.one, this.two, this.three);
		Choice second = assertCalls(next(succession, succession.first(), ERROR, Reaction.ELSEWHERE_FIRST), 1);
		assertCalls(next(succession, second, ERROR, Reaction.ELSEWHERE_FIRST), 2);
		Succession poor = succession(this.one, this.two);
		assertThat(next(poor, poor.first(), ERROR, Reaction.ELSEWHERE_FIRST)).isNull();
		succession.giveBack();
		Succession lucky = succession(this.one, this.two);
		assertCalls(next(lucky, lucky.first(), ERROR, Reaction.ELSEWHERE_FIRST), 1);
	}

}
