package dev.tollgate.routing;

import java.time.Duration;
import java.util.List;

import dev.tollgate.testing.SettableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BySpeedTests {

	private static final long MILLI = 1_000_000;

	private final SettableClock clock = new SettableClock();

	private final Target slow = TestTargets.target("p/slow", new Speed(this.clock));

	private final Target quick = TestTargets.target("p/quick", new Speed(this.clock));

	private final List<Target> targets = List.of(this.slow, this.quick);

	private final BySpeed preference = new BySpeed();

	@Test
	void whoseFirstTokenComesSoonestIsFirst() {
		this.slow.measured(900 * MILLI);
		this.quick.measured(200 * MILLI);
		assertThat(order()).containsExactly("p/quick", "p/slow");
		assertThat(this.quick.firstTokenNanos()).isEqualTo(200 * MILLI);
	}

	@Test
	void whatWasMeasuredAMinuteAgoCountsHalf() {
		this.quick.measured(100 * MILLI);
		this.clock.goOn(Duration.ofMinutes(1));
		this.quick.measured(400 * MILLI);
		assertThat(this.quick.firstTokenNanos()).isEqualTo(300 * MILLI);
	}

	@Test
	void aFailureIsSlow() {
		this.slow.measured(900 * MILLI);
		this.quick.measured(200 * MILLI);
		this.quick.failed();
		assertThat(order()).containsExactly("p/slow", "p/quick");
	}

	@Test
	void whatWasNeverMeasuredIsTriedFirstByOneCallAtATime() {
		assertThat(order()).containsExactly("p/slow", "p/quick");
		assertThat(order()).containsExactly("p/quick", "p/slow");
		this.quick.measured(200 * MILLI);
		assertThat(order()).containsExactly("p/quick", "p/slow");
		this.slow.measured(100 * MILLI);
		assertThat(order()).containsExactly("p/slow", "p/quick");
	}

	@Test
	void whatWasNotMeasuredForAMinuteIsTriedOnceInAMinute() {
		this.slow.measured(900 * MILLI);
		this.quick.measured(200 * MILLI);
		this.clock.goOn(Duration.ofSeconds(61));
		this.quick.measured(200 * MILLI);
		assertThat(order()).containsExactly("p/slow", "p/quick");
		assertThat(order()).containsExactly("p/quick", "p/slow");
		this.slow.measured(900 * MILLI);
		assertThat(order()).containsExactly("p/quick", "p/slow");
	}

	@Test
	void aProbeThatNobodyHeardOfIsGivenUp() {
		this.quick.measured(200 * MILLI);
		assertThat(order()).containsExactly("p/slow", "p/quick");
		this.clock.goOn(Duration.ofMillis(14_999));
		assertThat(order()).containsExactly("p/quick", "p/slow");
		this.clock.goOn(Duration.ofMillis(1));
		assertThat(order()).containsExactly("p/slow", "p/quick");
	}

	@Test
	void wholeAnswersCountOnlyWhereNoStreamWasMeasured() {
		this.slow.answered(5_000 * MILLI);
		this.quick.answered(9_000 * MILLI);
		assertThat(order()).containsExactly("p/slow", "p/quick");
		this.quick.measured(200 * MILLI);
		assertThat(order()).containsExactly("p/quick", "p/slow");
		assertThat(this.slow.firstTokenNanos()).isNull();
	}

	@Test
	void askingWhatToExpectTakesNoProbe() {
		this.quick.measured(200 * MILLI);
		assertThat(TestTargets.names(this.preference.expect(this.targets, Demand.NONE, this.clock.instant())))
			.containsExactly("p/quick", "p/slow");
		assertThat(order()).containsExactly("p/slow", "p/quick");
		assertThat(this.preference.reason(this.quick, this.targets, Demand.NONE, this.clock.instant()))
			.isEqualTo("first token after 200 ms of late");
	}

	private List<String> order() {
		return TestTargets.names(this.preference.order(this.targets, Demand.NONE, this.clock.instant()));
	}

}
