package dev.tollgate.limits;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is the gateway's own load lowers the limit, and nothing else does.
 */
class OverloadWatchTests {

	private static final long SOON = Duration.ofMillis(99).toNanos();

	private static final long LATE = Duration.ofMillis(101).toNanos();

	private static final long MEMORY = 1_000_000;

	private final OverloadProperties properties = new OverloadProperties(10, 1000, Duration.ofMillis(100), 80);

	private final CallLimit limit = new CallLimit(this.properties);

	private final OverloadWatch watch = new OverloadWatch(this.limit, this.properties,
			LoopResources.create("overload-tests"));

	OverloadWatchTests() {
		for (int i = 0; i < 500; i++) {
			this.limit.enter();
		}
	}

	@Test
	void aDelayAboveTheTargetLowersIt() {
		this.watch.look(true, LATE, 0, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(400);
	}

	@Test
	void aDelayCountsOnceAnInterval() {
		this.watch.look(false, LATE, 0, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(1000);
	}

	@Test
	void aDelayBelowTheTargetRaisesIt() {
		this.watch.look(true, LATE, 0, MEMORY);
		this.watch.look(true, SOON, 0, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(401);
		this.watch.look(false, SOON, 0, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(401);
	}

	@Test
	void fullMemoryLowersItAtOnce() {
		this.watch.look(false, 0, 800_001, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(400);
		this.watch.look(false, 0, 800_001, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(320);
		this.watch.look(true, 0, 800_000, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(321);
	}

	@Test
	void memoryThatNobodyCountsIsNotFull() {
		this.watch.look(false, 0, -1, MEMORY);
		assertThat(this.limit.limit()).isEqualTo(1000);
	}

}
