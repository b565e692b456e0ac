package dev.tollgate.idempotency;

import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.keys.Caller;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keys are their callers' own, and requests are told apart by what they ask.
 */
class IdempotencyKeyTests {

	private static final Caller ANN = new Caller("ann", "research", false);

	private static final Caller BOB = new Caller("bob", "research", false);

	@Test
	void twoCallersDoNotShareAKey() {
		assertThat(IdempotencyKey.of(ANN, "1")).isEqualTo(IdempotencyKey.of(ANN, "1"))
			.isNotEqualTo(IdempotencyKey.of(BOB, "1"))
			.isNotEqualTo(IdempotencyKey.of(ANN, "2"));
		assertThat(IdempotencyKey.of(new Caller("an", "none", false), "nb"))
			.isNotEqualTo(IdempotencyKey.of(new Caller("ann", "none", false), "b"));
	}

	@Test
	void theTextOfAKeyIsNotKept() {
		IdempotencyKey key = IdempotencyKey.of(ANN, "order of Mr. Smith");
		assertThat(key.hash()).hasSize(32);
		assertThat(key).hasToString("IdempotencyKey[***]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "schlüssel", "a\u0000b", "a\u007f" })
	void whatIsNoKeyIsRefused(String text) {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> IdempotencyKey.of(ANN, text))
			.satisfies((failure) -> assertThat(failure.param()).isEqualTo("Idempotency-Key"));
	}

	@Test
	void aKeyHasUpTo255Characters() {
		assertThat(IdempotencyKey.of(ANN, "k".repeat(255))).isNotNull();
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> IdempotencyKey.of(ANN, "k".repeat(256)));
	}

	@Test
	void requestsAreTheSameIfAllTheyAskIs() {
		Fingerprint request = fingerprint("/v1/x", "alt=sse", "application/json", "{}");
		assertThat(fingerprint("/v1/x", "alt=sse", "application/json", "{}")).isEqualTo(request);
		assertThat(fingerprint("/v1/y", "alt=sse", "application/json", "{}")).isNotEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=json", "application/json", "{}")).isNotEqualTo(request);
		assertThat(fingerprint("/v1/x", null, "application/json", "{}")).isNotEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=sse", "text/plain", "{}")).isNotEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=sse", null, "{}")).isNotEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=sse", "application/json", "{ }")).isNotEqualTo(request);
	}

	@Test
	void theCallersKeyInTheQueryDoesNotCount() {
		Fingerprint request = fingerprint("/v1/x", "alt=sse", null, "{}");
		assertThat(fingerprint("/v1/x", "key=tg-1&alt=sse", null, "{}")).isEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=sse&key=tg-2", null, "{}")).isEqualTo(request);
		assertThat(fingerprint("/v1/x", "alt=sse&monkey=tg-2", null, "{}")).isNotEqualTo(request);
	}

	@Test
	void aBodyInPartsIsTheSameBody() {
		CompositeByteBuf parts = Unpooled.compositeBuffer()
			.addComponent(true, Unpooled.wrappedBuffer(new byte[] { 'a' }))
			.addComponent(true, Unpooled.directBuffer(2).writeBytes(new byte[] { 'b', 'c' }));
		Fingerprint whole = fingerprint("/v1/x", null, null, "abc");
		assertThat(new KeyedRequest("POST", "/v1/x", null, null, parts).fingerprint()).isEqualTo(whole);
		assertThat(parts.readableBytes()).isEqualTo(3);
		parts.release();
	}

	private static Fingerprint fingerprint(String path, @Nullable String query, @Nullable String type, String body) {
		return new KeyedRequest("POST", path, query, type,
				Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)))
			.fingerprint();
	}

}
