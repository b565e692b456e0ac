package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call while it is being answered; written by its event loop, read by anyone.
 */
final class OngoingCall {

	private static final int BODY_KEPT = 1 << 20;

	private final Clock clock;

	private SimulatedCall state;

	OngoingCall(Clock clock, String id, String provider, String method, String path, String query,
			Map<String, String> headers) {
		this.clock = clock;
		this.state = new SimulatedCall(id, provider, method, path, query, null, false, clock.instant(), null,
				SimulatedCall.Outcome.ACTIVE, 0, null, 0, "", headers, SimulatedCall.Usage.NONE, 0);
	}

	synchronized SimulatedCall snapshot() {
		return this.state;
	}

	String id() {
		return snapshot().id();
	}

	boolean active() {
		return snapshot().outcome() == SimulatedCall.Outcome.ACTIVE;
	}

	void received(byte[] body) {
		String kept = (body.length <= BODY_KEPT) ? new String(body, StandardCharsets.UTF_8) : null;
		String hash = sha256(body);
		synchronized (this) {
			SimulatedCall was = this.state;
			this.state = new SimulatedCall(was.id(), was.provider(), was.method(), was.path(), was.query(), was.model(),
					was.streamed(), was.startedAt(), was.endedAt(), was.outcome(), was.status(), kept, body.length,
					hash, was.headers(), was.usage(), was.eventsSent());
		}
	}

	synchronized void answering(@Nullable String model, boolean streamed, int status, SimulatedCall.Usage usage) {
		change(model, streamed, this.state.endedAt(), this.state.outcome(), status, usage, this.state.eventsSent());
	}

	synchronized void sent(int output, int reasoning) {
		SimulatedCall was = this.state;
		change(was.model(), was.streamed(), was.endedAt(), was.outcome(), was.status(),
				was.usage().plus(output, reasoning), was.eventsSent() + 1);
	}

	// Only the first end counts.
	synchronized void end(SimulatedCall.Outcome outcome) {
		SimulatedCall was = this.state;
		if (was.outcome() == SimulatedCall.Outcome.ACTIVE) {
			change(was.model(), was.streamed(), this.clock.instant(), outcome, was.status(), was.usage(),
					was.eventsSent());
		}
	}

	private void change(@Nullable String model, boolean streamed, @Nullable Instant endedAt,
			SimulatedCall.Outcome outcome, int status, SimulatedCall.Usage usage, int eventsSent) {
		SimulatedCall was = this.state;
		this.state = new SimulatedCall(was.id(), was.provider(), was.method(), was.path(), was.query(), model, streamed,
				was.startedAt(), endedAt, outcome, status, was.body(), was.bodySize(), was.bodySha256(), was.headers(),
				usage, eventsSent);
	}

	static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
