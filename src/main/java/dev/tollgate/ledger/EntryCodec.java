package dev.tollgate.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Entries as the bytes of the journal's records. Words of an enumeration are written by
 * their place: new ones are added at the end.
 */
@SuppressWarnings("EnumOrdinal") // two entries are written on every request
final class EntryCodec {

	/** What an entry has at most; longer texts are cut. */
	static final int MAX_BYTES = 16 * 1024;

	/** How much larger an entry is at most once it is settled. */
	static final int MAX_SETTLEMENT = 1536;

	private static final byte VERSION = 1;

	/** Nobody's name is longer, and neither are all tags together. */
	private static final int MAX_TEXT = 2048;

	/** Of what a provider says of itself. */
	private static final int MAX_WORD = 256;

	private static final int NULL = -1;

	private EntryCodec() {
	}

	static void write(LedgerEntry entry, ByteBuffer out) {
		out.put(VERSION).put((byte) entry.state().ordinal());
		write(entry.request(), out);
		write(entry.attempt(), out);
		if (entry.settlement() != null) {
			write(entry.settlement(), out);
		}
	}

	private static void write(RequestFacts request, ByteBuffer out) {
		RequestIdentity identity = request.identity();
		UUID id = identity.id().value();
		out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
		text(identity.clientRequestId(), MAX_WORD, out);
		text(identity.tags().toString(), MAX_TEXT, out);
		text(request.key(), MAX_WORD, out);
		text(request.team(), MAX_WORD, out);
		text(request.route(), MAX_WORD, out);
		text(request.requestedModel(), MAX_TEXT, out);
		out.put((byte) (request.streamed() ? 1 : 0));
		instant(request.startedAt(), out);
	}

	private static void write(AttemptFacts attempt, ByteBuffer out) {
		out.putInt(attempt.number());
		text(attempt.provider(), MAX_WORD, out);
		text(attempt.providerType(), MAX_WORD, out);
		text(attempt.model(), MAX_WORD, out);
		instant(attempt.startedAt(), out);
		out.putLong(attempt.inputEstimate());
		out.putLong((attempt.held() != null) ? attempt.held().pico() : NULL);
	}

	private static void write(Settlement settlement, ByteBuffer out) {
		instant(settlement.endedAt(), out);
		Instant first = settlement.firstEventAt();
		instant((first != null) ? first : Instant.MIN, out);
		out.put((byte) settlement.outcome().ordinal()).putShort((short) settlement.status());
		text(settlement.responseModel(), MAX_WORD, out);
		text(settlement.serviceTier(), MAX_WORD, out);
		write(settlement.usage(), out);
		out.put((byte) settlement.source().ordinal()).put((byte) (settlement.last() ? 1 : 0));
		Charge charge = settlement.charge();
		out.put((byte) ((charge != null) ? 1 : 0));
		if (charge != null) {
			write(charge, out);
		}
	}

	private static void write(TokenUsage usage, ByteBuffer out) {
		out.putLong(usage.input())
			.putLong(usage.cachedInput())
			.putLong(usage.cacheWrite())
			.putLong(usage.audioInput())
			.putLong(usage.cachedAudioInput())
			.putLong(usage.imageInput())
			.putLong(usage.videoInput())
			.putLong(usage.output())
			.putLong(usage.reasoning())
			.putLong(usage.audioOutput())
			.putLong(usage.imageOutput());
	}

	private static void write(Charge charge, ByteBuffer out) {
		text(charge.priceRow(), MAX_WORD, out);
		text(charge.window(), MAX_WORD, out);
		Cost cost = charge.cost();
		out.putLong(cost.total().pico())
			.putLong(cost.perRequest().pico())
			.putLong(cost.savedByWindow().pico())
			.putLong(cost.savedByCache().pico())
			.put((byte) cost.lines().size());
		for (Cost.Line line : cost.lines()) {
			out.put((byte) line.type().ordinal())
				.putLong(line.tokens())
				.putLong(line.usdPerMillion().pico())
				.putLong(line.amount().pico());
		}
	}

	/** Cuts what is too long, between two characters. */
	private static void text(@Nullable String text, int limit, ByteBuffer out) {
		if (text == null) {
			out.putShort((short) NULL);
			return;
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		int length = Math.min(bytes.length, limit);
		while (length > 0 && length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
			length--;
		}
		out.putShort((short) length).put(bytes, 0, length);
	}

	private static void instant(Instant instant, ByteBuffer out) {
		out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
	}

	/** Whether an entry says how a call ended, told by its first bytes. */
	static boolean isSettled(ByteBuffer in) {
		return in.get(1) != State.RESERVED.ordinal();
	}

	/**
	 * Reads what {@link #write} wrote.
	 * @throws IllegalArgumentException if another version wrote it
	 */
	static LedgerEntry read(ByteBuffer in) {
		byte version = in.get();
		if (version != VERSION) {
			throw new IllegalArgumentException("An entry of version " + version);
		}
		State state = State.values()[in.get()];
		return new LedgerEntry(state, request(in), attempt(in), (state != State.RESERVED) ? settlement(in) : null);
	}

	private static RequestFacts request(ByteBuffer in) {
		RequestId id = new RequestId(new UUID(in.getLong(), in.getLong()));
		RequestIdentity identity = new RequestIdentity(id, text(in), Tags.stored(required(in)));
		return new RequestFacts(identity, required(in), required(in), required(in), required(in), in.get() == 1,
				instant(in));
	}

	private static AttemptFacts attempt(ByteBuffer in) {
		return new AttemptFacts(in.getInt(), required(in), required(in), required(in), instant(in), in.getLong(),
				held(in.getLong()));
	}

	private static @Nullable Usd held(long pico) {
		return (pico != NULL) ? new Usd(pico) : null;
	}

	private static Settlement settlement(ByteBuffer in) {
		Instant ended = instant(in);
		Instant first = instant(in);
		Outcome outcome = Outcome.values()[in.get()];
		int status = in.getShort();
		String responseModel = text(in);
		String serviceTier = text(in);
		TokenUsage usage = usage(in);
		Source source = Source.values()[in.get()];
		boolean last = in.get() == 1;
		Charge charge = (in.get() == 1) ? charge(in) : null;
		return new Settlement(ended, first.equals(Instant.MIN) ? null : first, outcome, status, responseModel,
				serviceTier, usage, source, charge, last);
	}

	private static TokenUsage usage(ByteBuffer in) {
		return new TokenUsage(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(),
				in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
	}

	private static Charge charge(ByteBuffer in) {
		String row = required(in);
		String window = required(in);
		Usd total = new Usd(in.getLong());
		Usd perRequest = new Usd(in.getLong());
		Usd savedByWindow = new Usd(in.getLong());
		Usd savedByCache = new Usd(in.getLong());
		int count = in.get();
		List<Cost.Line> lines = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			lines.add(new Cost.Line(TokenType.values()[in.get()], in.getLong(), new Usd(in.getLong()),
					new Usd(in.getLong())));
		}
		return new Charge(row, window, new Cost(total, lines, perRequest, savedByWindow, savedByCache));
	}

	private static String required(ByteBuffer in) {
		String text = text(in);
		return (text != null) ? text : "";
	}

	private static @Nullable String text(ByteBuffer in) {
		int length = in.getShort();
		if (length == NULL) {
			return null;
		}
		byte[] bytes = new byte[length];
		in.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static Instant instant(ByteBuffer in) {
		return Instant.ofEpochSecond(in.getLong(), in.getInt());
	}

}
