package dev.tollgate.policy.cache;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.redis.RedisLink;
import dev.tollgate.testing.RedisServer;
import dev.tollgate.testing.SettableClock;
import io.lettuce.core.RedisURI;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers in a real Redis; skipped where no Docker engine answers.
 */
class RedisAnswerStoreTests {

	private static final Duration TTL = Duration.ofMinutes(10);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** A busy machine may take longer than requests wait. */
	private static final Duration LIMIT = Duration.ofMillis(250);

	private static final CacheKey KEY = MemoryAnswerStoreTests.key(1);

	@RegisterExtension
	private static final RedisServer server = new RedisServer("answers in Redis");

	private final SettableClock clock = new SettableClock();

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@SuppressWarnings("NullAway.Init")
	private RedisAnswerStore store;

	@BeforeEach
	void open() {
		this.lines.start();
		logger().addAppender(this.lines);
		this.store = store(server.address());
		server.run("flushall");
	}

	@AfterEach
	void close() {
		logger().detachAppender(this.lines);
		this.store.close();
	}

	@Test
	void whatIsKeptIsFoundByAllGateways() {
		KeptAnswer answer = MemoryAnswerStoreTests.answer(1000);
		keep(KEY, answer);
		assertThat(find(this.store)).usingRecursiveComparison().isEqualTo(answer);
		try (RedisAnswerStore second = store(server.address())) {
			Awaitility.await().untilAsserted(() -> {
				this.clock.goOn(Duration.ofSeconds(2));
				assertThat(find(second)).usingRecursiveComparison().isEqualTo(answer);
			});
		}
		assertThat(find(MemoryAnswerStoreTests.key(2))).isNull();
		assertThat(server.run("keys *")).isEqualTo("tollgate:answer:" + KEY);
		assertThat(Long.parseLong(server.run("pttl tollgate:answer:" + KEY))).isBetween(590_000L, 600_000L);
	}

	@Test
	void whatIsTooLargeOrUnreadableIsNotThere() {
		StepVerifier.create(this.store.keep(KEY, MemoryAnswerStoreTests.answer(5000), TTL)).verifyComplete();
		assertThat(server.run("exists tollgate:answer:" + KEY)).isEqualTo("0");
		server.run("set tollgate:answer:" + KEY + " nonsense");
		assertThat(find(this.store)).isNull();
		assertThat(this.lines.list).isEmpty();
	}

	@Test
	void aRedisThatDiesIsAMissWithOneLineAndIsUsedAgainWhenItIsBack() {
		keep(KEY, MemoryAnswerStoreTests.answer(1));
		server.pause();
		try {
			for (int i = 0; i < 20; i++) {
				assertThat(find(this.store)).isNull();
				StepVerifier.create(this.store.keep(KEY, MemoryAnswerStoreTests.answer(1), TTL)).verifyComplete();
				this.clock.goOn(Duration.ofMillis(400));
			}
			assertThat(this.lines.list).hasSize(1);
			assertThat(this.lines.list.getFirst().getFormattedMessage()).startsWith("Redis does not answer")
				.doesNotContain(String.valueOf(server.port()));
		}
		finally {
			server.goOn();
		}
		isFoundAgain();
		// all connections are cut, as if the server had been killed
		server.run("client kill type normal");
		isFoundAgain();
	}

	private void isFoundAgain() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			this.clock.goOn(Duration.ofSeconds(2));
			assertThat(find(this.store)).isNotNull();
		});
	}

	@Test
	void aKilledRedisIsAMiss() {
		try (GenericContainer<?> victim = server.another()) {
			try (RedisAnswerStore killed = store(RedisURI.create("localhost", victim.getMappedPort(6379)))) {
				Awaitility.await().untilAsserted(() -> {
					this.clock.goOn(Duration.ofSeconds(2));
					StepVerifier.create(killed.keep(KEY, MemoryAnswerStoreTests.answer(1), TTL)).verifyComplete();
					assertThat(find(killed)).isNotNull();
				});
				this.lines.list.clear();
				DockerClientFactory.instance().client().killContainerCmd(victim.getContainerId()).exec();
				for (int i = 0; i < 20; i++) {
					assertThat(find(killed)).isNull();
					this.clock.goOn(Duration.ofMillis(400));
				}
				assertThat(this.lines.list).hasSize(1);
			}
		}
	}

	@Test
	void aRedisThatNeverAnswersIsAMiss() throws IOException {
		try (ServerSocket silent = new ServerSocket(0);
				RedisAnswerStore store = store(RedisURI.create("localhost", silent.getLocalPort()))) {
			assertThat(find(store)).isNull();
			StepVerifier.create(store.keep(KEY, MemoryAnswerStoreTests.answer(1), TTL)).verifyComplete();
			assertThat(this.lines.list).hasSize(1);
		}
	}

	@Test
	void aRedisThatIsFullKeepsNothingAndStillFinds() {
		keep(KEY, MemoryAnswerStoreTests.answer(1));
		server.run("config set maxmemory 1");
		try {
			for (int i = 2; i < 6; i++) {
				StepVerifier
					.create(this.store.keep(MemoryAnswerStoreTests.key(i), MemoryAnswerStoreTests.answer(1), TTL))
					.verifyComplete();
				assertThat(find(this.store)).isNotNull();
				this.clock.goOn(Duration.ofSeconds(2));
			}
			assertThat(this.lines.list).singleElement()
				.satisfies((line) -> assertThat(line.getFormattedMessage()).startsWith("Redis does not take"));
		}
		finally {
			server.run("config set maxmemory 0");
		}
	}

	/**
	 * Until the first connection is there, which nobody waits for, and no outage is left.
	 */
	private void keep(CacheKey key, KeptAnswer answer) {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			this.clock.goOn(Duration.ofSeconds(2));
			StepVerifier.create(this.store.keep(key, answer, TTL)).verifyComplete();
			assertThat(find(key)).isNotNull();
		});
		this.lines.list.clear();
	}

	private @Nullable KeptAnswer find(RedisAnswerStore store) {
		return result(store.find(KEY));
	}

	private @Nullable KeptAnswer find(CacheKey key) {
		return result(this.store.find(key));
	}

	private static @Nullable KeptAnswer result(Mono<KeptAnswer> mono) {
		return mono.toFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private RedisAnswerStore store(RedisURI address) {
		return new RedisAnswerStore(new RedisLink(address), DataSize.ofBytes(2000), this.clock, LIMIT);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(RedisAnswerStore.class);
	}

}
