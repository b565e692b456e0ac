package dev.tollgate.limits;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A delay is one that stands.
 */
class LoopDelayTests {

	private static final Duration MUCH = Duration.ofMillis(200);

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

	private final LoopDelay delay = new LoopDelay(this.now::get);

	private void lookLateBy(Duration late) {
		this.now.addAndGet(LoopDelay.PERIOD.plus(late).toNanos());
		this.delay.run();
	}

	private Duration standing() {
		return Duration.ofNanos(this.delay.nanos());
	}

	@Test
	void aLoopThatIsOnTimeHasNone() {
		for (int i = 0; i < 20; i++) {
			lookLateBy(Duration.ZERO);
			assertThat(standing()).isZero();
		}
	}

	@Test
	void oneLateLookIsNone() {
		for (int i = 0; i < 20; i++) {
			lookLateBy((i % 4 == 0) ? MUCH : Duration.ofMillis(1));
			assertThat(standing()).isLessThanOrEqualTo(Duration.ofMillis(1));
		}
	}

	@Test
	void theLeastOfAnIntervalStandsUntilTheNextIsOver() {
		for (int i = 0; i < 2; i++) {
			lookLateBy(MUCH.plusMillis(i));
		}
		assertThat(standing()).isEqualTo(MUCH);
		lookLateBy(Duration.ZERO);
		assertThat(standing()).isEqualTo(MUCH);
		for (int i = 0; i < 4; i++) {
			lookLateBy(Duration.ZERO);
		}
		assertThat(standing()).isZero();
	}

	@Test
	void aLoopThatDoesNotComeRoundIsLate() {
		lookLateBy(Duration.ZERO);
		this.now.addAndGet(Duration.ofSeconds(3).toNanos());
		assertThat(standing()).isEqualTo(Duration.ofSeconds(3).minus(LoopDelay.PERIOD));
	}

}
