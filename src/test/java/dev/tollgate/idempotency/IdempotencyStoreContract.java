package dev.tollgate.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import dev.tollgate.idempotency.IdempotencyStore.Entry;
import dev.tollgate.idempotency.IdempotencyStore.Ownership;
import dev.tollgate.idempotency.IdempotencyStore.State;
import dev.tollgate.keys.Caller;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every database of idempotency keys must do.
 */
abstract class IdempotencyStoreContract {

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	private static final Instant LATER = NOON.plus(Duration.ofMinutes(16));

	private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

	private static final Fingerprint ASKED = fingerprint(1);

	private static final KeptAnswer ANSWER = new KeptAnswer(200, Map.of("content-type", "application/json"),
			new byte[] { '{', '}' });

	private IdempotencyStore store;

	/** An empty database. */
	abstract DataSource database();

	/** Where its migrations are. */
	abstract String migrations();

	@BeforeEach
	void prepare() {
		DataSource database = database();
		Flyway.configure().dataSource(database).locations(this.migrations()).load().migrate();
		this.store = new JdbcIdempotencyStore(database);
	}

	private static Fingerprint fingerprint(int seed) {
		byte[] hash = new byte[32];
		new SplittableRandom(seed).nextBytes(hash);
		return new Fingerprint(hash);
	}

	private static Ownership call(String key) {
		return Ownership.of(IdempotencyKey.of(new Caller("ann", "none", false), key));
	}

	private @Nullable Entry claim(Ownership call, Instant now) {
		return this.store.claim(call, ASKED, now, now.plus(Duration.ofMinutes(16)));
	}

	private Entry known(String key, Instant now) {
		return Objects.requireNonNull(claim(call(key), now));
	}

	private Ownership granted(String key) {
		Ownership call = call(key);
		assertThat(claim(call, NOON)).isNull();
		return call;
	}

	@Test
	void ofFiftyAtTheSameTimeOneGetsTheKey() {
		assertThat(winners(NOON)).isEqualTo(1);
		// and of fifty who find its claim over
		assertThat(winners(LATER)).isEqualTo(1);
		assertThat(winners(LATER)).isZero();
	}

	private long winners(Instant now) {
		CountDownLatch start = new CountDownLatch(50);
		try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
			List<CompletableFuture<Boolean>> claims = IntStream.range(0, 50)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> {
					start.countDown();
					await(start);
					return claim(call("contested"), now) == null;
				}, threads))
				.toList();
			return claims.stream().filter(CompletableFuture::join).count();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aKeyIsInUseUntilItsClaimEnds() {
		Ownership first = granted("key");
		Entry there = known("key", LATER.minusMillis(1));
		assertThat(there.state()).isEqualTo(State.RUNNING);
		assertThat(there.owner()).isEqualTo(first.owner());
		assertThat(there.fingerprint()).isEqualTo(ASKED);
		assertThat(there.answer()).isNull();
		assertThat(claim(call("another key"), NOON)).isNull();
		assertThat(claim(call("key"), LATER)).isNull();
	}

	@Test
	void aRenewedClaimGoesOn() {
		this.store.renew(List.of(granted("key"), call("nobody's")), LATER.plusSeconds(60));
		assertThat(known("key", LATER).expiresAt()).isEqualTo(LATER.plusSeconds(60));
		assertThat(claim(call("nobody's"), NOON)).isNull();
	}

	@Test
	void anAnswerIsReadAsItWasWritten() {
		byte[] body = new byte[3 * 1024 * 1024];
		new SplittableRandom(7).nextBytes(body);
		Map<String, String> headers = Map.of("content-type", "text/event-stream", "x-tollgate-model", "a \"b\" \\ é");
		this.store.keep(granted("key"), new KeptAnswer(404, headers, body), TOMORROW);
		Entry there = known("key", TOMORROW.minusMillis(1));
		assertThat(there.state()).isEqualTo(State.DONE);
		KeptAnswer answer = Objects.requireNonNull(there.answer());
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.headers()).isEqualTo(headers);
		assertThat(answer.body()).isEqualTo(body);
		assertThat(there.expiresAt()).isEqualTo(TOMORROW);
	}

	@Test
	void anEmptyBodyIsNoMissingOne() {
		this.store.keep(granted("key"), new KeptAnswer(200, Map.of(), new byte[0]), TOMORROW);
		assertThat(Objects.requireNonNull(known("key", NOON).answer()).body()).isEmpty();
	}

	@Test
	void anAnswerIsGoneWhenItsTimeIsOver() {
		this.store.keep(granted("key"), ANSWER, TOMORROW);
		assertThat(claim(call("key"), TOMORROW)).isNull();
		Entry there = known("key", TOMORROW);
		assertThat(there.state()).isEqualTo(State.RUNNING);
		assertThat(there.answer()).isNull();
	}

	@Test
	void anAnswerThatWasTooLargeIsRemembered() {
		this.store.keepTooLarge(granted("key"), TOMORROW);
		assertThat(known("key", NOON).state()).isEqualTo(State.TOO_LARGE);
	}

	@Test
	void aReleasedKeyCanBeClaimed() {
		this.store.release(granted("key"));
		granted("key");
	}

	@Test
	void whatIsKeptCannotBeReleased() {
		Ownership call = granted("key");
		this.store.keep(call, ANSWER, TOMORROW);
		this.store.release(call);
		assertThat(known("key", NOON).state()).isEqualTo(State.DONE);
	}

	@Test
	void whoLostItsClaimChangesNothing() {
		Ownership lost = granted("key");
		Ownership owner = call("key");
		assertThat(claim(owner, LATER)).isNull();
		this.store.release(lost);
		this.store.keep(lost, ANSWER, TOMORROW);
		this.store.keepTooLarge(lost, TOMORROW);
		this.store.renew(List.of(lost), TOMORROW);
		Entry there = known("key", LATER);
		assertThat(there.owner()).isEqualTo(owner.owner());
		assertThat(there.state()).isEqualTo(State.RUNNING);
		assertThat(there.expiresAt()).isEqualTo(LATER.plus(Duration.ofMinutes(16)));
	}

	@Test
	void onlyWhatIsOverIsDeletedAFewAtATime() {
		for (int i = 0; i < 5; i++) {
			granted("dead " + i);
		}
		this.store.keep(granted("kept"), ANSWER, TOMORROW);
		assertThat(this.store.deleteExpired(LATER.minusMillis(1), 3)).isZero();
		assertThat(this.store.deleteExpired(LATER, 3)).isEqualTo(3);
		assertThat(this.store.deleteExpired(LATER, 3)).isEqualTo(2);
		assertThat(this.store.deleteExpired(LATER, 3)).isZero();
		assertThat(known("kept", LATER).answer()).isNotNull();
	}

}
