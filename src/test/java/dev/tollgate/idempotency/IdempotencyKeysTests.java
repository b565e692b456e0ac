package dev.tollgate.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.keys.Caller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store that is away or slow costs nobody more than a refusal.
 */
class IdempotencyKeysTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of(new Caller("ann", "none", false), "key");

	private final CountDownLatch answering = new CountDownLatch(1);

	private final Store store = new Store();

	private final IdempotencyKeys keys = new IdempotencyKeys(
			this.store, new IdempotencyProperties(true, Duration.ofHours(24), Duration.ofSeconds(1),
					DataSize.ofBytes(10), DataSize.ofBytes(10)),
			Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));

	@AfterEach
	void close() {
		this.answering.countDown();
		this.keys.close();
	}

	private CompletableFuture<Claim> claim(ByteBuf body) {
		return this.keys.claim(KEY, new KeyedRequest("POST", "/", null, null, body));
	}

	private GrantedCall granted() {
		return (GrantedCall) claim(Unpooled.EMPTY_BUFFER).join();
	}

	@Test
	void aStoreThatIsAwayRefusesTheRequest() {
		this.store.away = true;
		ByteBuf body = Unpooled.buffer().writeByte('x');
		assertThat(claim(body).join()).isInstanceOfSatisfying(Claim.Denied.class,
				(denied) -> assertThat(denied.failure()).isInstanceOfSatisfying(Unavailable.class,
						(failure) -> assertThat(failure.code()).isEqualTo("idempotency_unavailable")));
		Awaitility.await().until(() -> body.refCnt() == 1);
	}

	@Test
	void aKeyThatMayHaveBeenGrantedUnheardIsGivenBack() {
		this.store.failures = 1;
		assertThat(claim(Unpooled.EMPTY_BUFFER).join()).isInstanceOf(Claim.Denied.class);
		Awaitility.await().until(() -> this.store.released);
	}

	@Test
	void onlySoManyWaitForASlowStore() {
		this.store.slow = true;
		ByteBuf body = Unpooled.buffer().writeByte('x');
		List<CompletableFuture<Claim>> claims = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			claims.add(claim(body));
		}
		assertThat(claims.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
			.hasSizeBetween(300 - 258, 300 - 256)
			.allMatch(Claim.Denied.class::isInstance);
		this.answering.countDown();
		assertThat(claims.stream().map(CompletableFuture::join).filter(GrantedCall.class::isInstance)).isNotEmpty();
		Awaitility.await().until(() -> body.refCnt() == 1);
	}

	@Test
	void anAnswerIsKeptEvenIfTheStoreWasAwayAtFirst() {
		GrantedCall call = granted();
		call.recording().append(Unpooled.wrappedBuffer(new byte[] { 1, 2, 3 }));
		this.store.failures = 1;
		CompletableFuture<Void> kept = call.keep(200, Map.of("a", "b"));
		Awaitility.await().until(() -> this.store.kept != null);
		assertThat(this.store.kept).isInstanceOfSatisfying(KeptAnswer.class, (answer) -> {
			assertThat(answer.body()).containsExactly(1, 2, 3);
			assertThat(answer.headers()).containsEntry("a", "b");
		});
		assertThat(kept).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void nobodyWaitsLongForAnAnswerToBeKept() {
		GrantedCall call = granted();
		this.store.away = true;
		assertThat(call.keep(200, Map.of())).succeedsWithin(Duration.ofSeconds(20));
		assertThat(this.store.kept).isNull();
	}

	@Test
	void whatIsTooLargeIsNotedAsSuch() {
		GrantedCall call = granted();
		call.recording().append(Unpooled.wrappedBuffer(new byte[11]));
		call.keep(200, Map.of()).join();
		assertThat(this.store.tooLarge).isTrue();
		assertThat(this.store.kept).isNull();
	}

	@Test
	void aClaimIsRenewedAsLongAsItsCallIsUnderWay() {
		this.keys.start();
		GrantedCall call = granted();
		Awaitility.await().until(() -> this.store.renewals >= 2);
		call.release().join();
		assertThat(this.store.released).isTrue();
	}

	/** One key, and what was said of it. */
	private final class Store implements IdempotencyStore {

		private volatile boolean away;

		private volatile boolean slow;

		private volatile int failures;

		private volatile int renewals;

		private volatile boolean released;

		private volatile boolean tooLarge;

		private volatile @Nullable KeptAnswer kept;

		private void ask() {
			if (this.slow) {
				try {
					IdempotencyKeysTests.this.answering.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			if (this.away || this.failures > 0) {
				this.failures--;
				throw new QueryTimeoutException("away");
			}
		}

		@Override
		public @Nullable Entry claim(Ownership claim, Fingerprint fingerprint, Instant now, Instant until) {
			ask();
			return null;
		}

		@Override
		public synchronized void renew(Collection<Ownership> claims, Instant until) {
			ask();
			this.renewals++;
		}

		@Override
		public synchronized void keep(Ownership claim, KeptAnswer answer, Instant until) {
			ask();
			this.kept = answer;
		}

		@Override
		public void keepTooLarge(Ownership claim, Instant until) {
			ask();
			this.tooLarge = true;
		}

		@Override
		public void release(Ownership claim) {
			ask();
			this.released = true;
		}

		@Override
		public int deleteExpired(Instant now, int limit) {
			ask();
			return 0;
		}

	}

}
