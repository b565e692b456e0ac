package dev.tollgate.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * So many calls are let in as the limit says, and the limit follows what it is told.
 */
class CallLimitTests {

	private static final int MIN = 20;

	private static final int MAX = 1000;

	private final CallLimit limit = new CallLimit(new OverloadProperties(MIN, MAX, Duration.ofMillis(100), 80));

	private void enter(int calls) {
		IntStream.range(0, calls).forEach((i) -> this.limit.enter());
	}

	private void leave(int calls) {
		IntStream.range(0, calls).forEach((i) -> this.limit.leave());
	}

	private boolean admitted() {
		try {
			this.limit.enter();
			return true;
		}
		catch (Unavailable ex) {
			assertThat(ex.code()).isEqualTo("overloaded");
			return false;
		}
	}

	@Test
	void noMoreThanTheLimitAreLetIn() {
		enter(MAX);
		assertThat(admitted()).isFalse();
		assertThat(this.limit.inFlight()).isEqualTo(MAX);
		assertThat(this.limit.shed()).isEqualTo(1);
		leave(1);
		assertThat(admitted()).isTrue();
	}

	@Test
	void callsThatComeAtOnceAreNeverMoreThanTheLimit() throws InterruptedException {
		AtomicInteger present = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		enter(MAX - 3);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			callers.add(Thread.ofPlatform().start(() -> {
				for (int j = 0; j < 20_000; j++) {
					if (admitted()) {
						most.accumulateAndGet(present.incrementAndGet(), Math::max);
						present.decrementAndGet();
						this.limit.leave();
					}
				}
			}));
		}
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(most).hasValueBetween(1, 3);
		assertThat(this.limit.inFlight()).isEqualTo(MAX - 3);
	}

	@Test
	void itBeginsWithoutDoubt() {
		assertThat(this.limit.limit()).isEqualTo(MAX);
	}

	@Test
	void itShrinksFromWhatIsThereNotFromWhatMayBe() {
		enter(100);
		this.limit.shrink();
		assertThat(this.limit.limit()).isEqualTo(80);
		assertThat(admitted()).isFalse();
		leave(21);
		assertThat(admitted()).isTrue();
	}

	@Test
	void itShrinksOnWhileItStands() {
		enter(100);
		this.limit.shrink();
		this.limit.shrink();
		assertThat(this.limit.limit()).isEqualTo(64);
	}

	@Test
	void itNeverShrinksBelowTheLeast() {
		enter(30);
		for (int i = 0; i < 10; i++) {
			this.limit.shrink();
		}
		assertThat(this.limit.limit()).isEqualTo(MIN);
	}

	@Test
	void soFewCallsAreNotToBlame() {
		enter(MIN);
		assertThat(this.limit.shrink()).isFalse();
		assertThat(this.limit.limit()).isEqualTo(MAX);
		enter(1);
		assertThat(this.limit.shrink()).isTrue();
		assertThat(this.limit.limit()).isEqualTo(MIN);
	}

	@Test
	void itGrowsByAStepWhereItIsUsed() {
		enter(100);
		this.limit.shrink();
		this.limit.grow();
		assertThat(this.limit.limit()).isEqualTo(82);
		leave(70);
		this.limit.grow();
		assertThat(this.limit.limit()).as("thirty of 82 say nothing about more than 82").isEqualTo(82);
	}

	@Test
	void itNeverGrowsBeyondTheMost() {
		enter(MAX);
		this.limit.grow();
		assertThat(this.limit.limit()).isEqualTo(MAX);
	}

	@Test
	void onceClosedItLetsNobodyIn() {
		this.limit.close();
		assertThatExceptionOfType(Unavailable.class).isThrownBy(this.limit::enter)
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("shutting_down"));
		assertThat(this.limit.inFlight()).isZero();
		assertThat(this.limit.shed()).isZero();
		this.limit.open();
		assertThat(admitted()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0,10,100,80,min-calls", "10,9,100,80,max-calls", "1,1,0,80,target-delay",
			"1,1,100,0,max-direct-memory", "1,1,100,101,max-direct-memory" })
	void boundsThatMakeNoSenseAreNamed(int min, int max, int millis, int memory, String key) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new OverloadProperties(min, max, Duration.ofMillis(millis), memory))
			.withMessageContaining("tollgate.overload." + key);
	}

}
