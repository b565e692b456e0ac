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

	private final SimulatedCall begun;

	private final CallLog log;

	private @Nullable String body;

	private long bodySize;

	private String bodySha256 = "";

	private @Nullable String model;

	private boolean streamed;

	private int status;

	private SimulatedCall.Usage input = SimulatedCall.Usage.NONE;

	private long output;

	private long reasoning;

	private int eventsSent;

	private SimulatedCall.Outcome outcome = SimulatedCall.Outcome.ACTIVE;

	private @Nullable Instant endedAt;

	OngoingCall(Clock clock, CallLog log, String id, String provider, String method, String path, String query,
			Map<String, String> headers, Credential credential) {
		this.clock = clock;
		this.log = log;
		this.begun = new SimulatedCall(id, provider, method, path, query, null, false, clock.instant(), null,
				SimulatedCall.Outcome.ACTIVE, 0, null, 0, "", headers, credential.shortHash(), SimulatedCall.Usage.NONE,
				0);
	}

	synchronized SimulatedCall snapshot() {
		return new SimulatedCall(this.begun.id(), this.begun.provider(), this.begun.method(), this.begun.path(),
				this.begun.query(), this.model, this.streamed, this.begun.startedAt(), this.endedAt, this.outcome,
				this.status, this.body, this.bodySize, this.bodySha256, this.begun.headers(), this.begun.key(),
				this.input.plus(this.output, this.reasoning), this.eventsSent);
	}

	// What was known when it began
	SimulatedCall begun() {
		return this.begun;
	}

	synchronized boolean active() {
		return this.outcome == SimulatedCall.Outcome.ACTIVE;
	}

	String received(byte[] bytes) {
		String kept = (bytes.length <= BODY_KEPT) ? new String(bytes, StandardCharsets.UTF_8) : null;
		String hash = sha256(bytes);
		synchronized (this) {
			this.body = kept;
			this.bodySize = bytes.length;
			this.bodySha256 = hash;
		}
		if (kept != null) {
			this.log.kept(this, bytes.length);
		}
		return hash;
	}

	synchronized long forgetBody() {
		this.body = null;
		return this.bodySize;
	}

	synchronized void answering(@Nullable String model, boolean streamed, int status, SimulatedCall.Usage usage) {
		this.model = model;
		this.streamed = streamed;
		this.status = status;
		this.input = usage;
	}

	synchronized void sent(int output, int reasoning) {
		this.output += output;
		this.reasoning += reasoning;
		this.eventsSent++;
	}

	// Only the first end counts
	void end(SimulatedCall.Outcome outcome) {
		synchronized (this) {
			if (this.outcome != SimulatedCall.Outcome.ACTIVE) {
				return;
			}
			this.outcome = outcome;
			this.endedAt = this.clock.instant();
		}
		this.log.ended();
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
