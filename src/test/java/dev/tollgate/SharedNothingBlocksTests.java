package dev.tollgate;

import java.nio.file.Path;
import java.time.Duration;

import dev.tollgate.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No event loop waits for Redis, be it there or not. Skipped where no Docker engine
 * answers.
 */
class SharedNothingBlocksTests {

	@RegisterExtension
	private static final RedisServer redis = new RedisServer("that nobody waits for Redis");

	private ConfigurableApplicationContext application;

	private GatewayCaller gateway;

	@BeforeEach
	void start(@TempDir Path data) {
		BlockingCalls.watch();
		this.application = SpringApplication.run(TollgateApplication.class, "--server.port=0",
				"--management.server.port=0", "--tollgate.admin-key=" + GatewayCaller.KEY,
				"--tollgate.data-dir=" + data, "--tollgate.simulator=on", "--tollgate.simulation.first-token=0ms",
				"--tollgate.simulation.between-events=0ms", "--spring.data.redis.url=redis://localhost:" + redis.port(),
				"--tollgate.limits.redis-timeout=1s");
		this.gateway = new GatewayCaller(this.application.getEnvironment());
	}

	@AfterEach
	void stop() {
		if (this.application != null) {
			this.gateway.close();
			this.application.close();
		}
	}

	@Test
	void noLoopWaitsForRedis() {
		TestKeys keys = new TestKeys(this.gateway);
		String more = ",\"requests_per_minute\":2,\"tokens_per_minute\":10000,\"concurrency\":5,\"budget_usd\":\"100\"";
		TestKeys.Key first = keys.create(more);
		callAndBeRefused(first);
		TestKeys.Key second = keys.create(more);
		BlockingCalls.seen().clear();
		callAndBeRefused(second);
		assertThat(BlockingCalls.seen()).isEmpty();
		redis.pause();
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> this.gateway.metric("tollgate_limits_degraded") == 1);
			assertThat(this.gateway.chat("gpt-4o", "Hello", keys.create(more).header()).statusCode()).isEqualTo(200);
			TestKeys.Key alone = keys.create(more);
			BlockingCalls.seen().clear();
			assertThat(this.gateway.chat("gpt-4o", "Hello", alone.header()).statusCode()).isEqualTo(200);
			assertThat(BlockingCalls.seen()).isEmpty();
		}
		finally {
			redis.goOn();
		}
	}

	private void callAndBeRefused(TestKeys.Key key) {
		assertThat(this.gateway.chat("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(200);
		assertThat(this.gateway.stream("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(200);
		assertThat(this.gateway.chat("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(429);
	}

}
