package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
 * Makes entries for tests.
 */
final class Entries {

	static final Instant START = Instant.parse("2026-11-23T11:59:59.123456Z");

	private Entries() {
	}

	static RequestFacts request(Instant startedAt) {
		return new RequestFacts(new RequestIdentity(new RequestId(UUID.randomUUID()), "mine", Tags.parse("team=a,x=1")),
				"key", "red", "chat", "gpt-4o", true, startedAt);
	}

	static LedgerEntry reserved(RequestFacts request, int attempt) {
		return new LedgerEntry(State.RESERVED, request, new AttemptFacts(attempt, "openai", "openai", "gpt-4o",
				request.startedAt().plusMillis(1), 12, Usd.of("0.001")), null);
	}

	static LedgerEntry settled(LedgerEntry reserved, boolean last) {
		Usd amount = Usd.of("0.00003");
		Cost cost = new Cost(amount, List.of(new Cost.Line(TokenType.INPUT, 12, Usd.of("2.5"), amount)), Usd.ZERO,
				Usd.ZERO, Usd.ZERO);
		return reserved.settled(State.SETTLED,
				new Settlement(reserved.attempt().startedAt().plusSeconds(1), null, Outcome.COMPLETED, 200, "gpt-4o",
						null, TokenUsage.text(12, 0), Source.PROVIDER,
						new Charge("openai/gpt-4o@2024-05-13", "standard", cost), last));
	}

	static LedgerEntry ended(Instant startedAt) {
		return settled(reserved(request(startedAt), 1), true);
	}

	/** Anything that an entry can be. */
	static LedgerEntry random(Random random) {
		Instant start = START.plus(random.nextInt(100_000), ChronoUnit.MILLIS);
		TreeMap<String, String> tags = new TreeMap<>();
		for (int i = random.nextInt(3); i > 0; i--) {
			tags.put("t" + random.nextInt(5), word(random));
		}
		RequestIdentity identity = new RequestIdentity(new RequestId(new UUID(random.nextLong(), random.nextLong())),
				random.nextBoolean() ? word(random) : null, new Tags(tags));
		RequestFacts request = new RequestFacts(identity, word(random), word(random), word(random), word(random),
				random.nextBoolean(), start);
		AttemptFacts attempt = new AttemptFacts(1 + random.nextInt(3), word(random), word(random), word(random), start,
				random.nextInt(1000), random.nextBoolean() ? new Usd(random.nextInt() & 0x7fffffff) : null);
		State state = State.values()[random.nextInt(State.values().length)];
		return new LedgerEntry(state, request, attempt, (state != State.RESERVED) ? settlement(random, start) : null);
	}

	private static Settlement settlement(Random random, Instant start) {
		return new Settlement(start.plusMillis(random.nextInt(10_000)),
				random.nextBoolean() ? start.plusMillis(5) : null,
				Outcome.values()[random.nextInt(Outcome.values().length)], 200 + random.nextInt(400),
				random.nextBoolean() ? word(random) : null, random.nextBoolean() ? "flex" : null,
				TokenUsage.text(random.nextInt(1_000_000), random.nextInt(1_000_000)),
				Source.values()[random.nextInt(Source.values().length)], charge(random), random.nextBoolean());
	}

	private static @Nullable Charge charge(Random random) {
		if (random.nextInt(4) == 0) {
			return null;
		}
		List<Cost.Line> lines = new ArrayList<>();
		Usd total = Usd.ZERO;
		for (TokenType type : TokenType.values()) {
			if (random.nextBoolean()) {
				Usd rate = Usd.of(new BigDecimal(random.nextInt(1_000_000)).movePointLeft(6));
				Usd amount = new Usd(rate.pico() / 1_000_000 * 7);
				lines.add(new Cost.Line(type, 7, rate, amount));
				total = total.plus(amount);
			}
		}
		return new Charge(word(random) + "@2026-01-01T00:00:00Z", random.nextBoolean() ? "standard" : "discount",
				new Cost(total, lines, Usd.ZERO, new Usd(random.nextInt(1000)), new Usd(random.nextInt(1000))));
	}

	private static String word(Random random) {
		return "w" + Integer.toString(random.nextInt(1_000_000), 36);
	}

}
