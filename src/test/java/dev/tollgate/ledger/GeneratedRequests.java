package dev.tollgate.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
 * Requests as they might have been, the same ones for the same seed.
 */
final class GeneratedRequests {

	private static final List<String> WINDOWS = List.of("standard", "off-peak");

	private final SplittableRandom random;

	private final int teams;

	/**
	 * A generator.
	 * @param seed what the requests depend on
	 * @param teams how many teams there are, each with two keys and two sets of tags
	 */
	GeneratedRequests(long seed, int teams) {
		this.random = new SplittableRandom(seed);
		this.teams = teams;
	}

	/** A request that started within some time. */
	RecordedRequest between(Instant from, Instant to) {
		long nanos = Duration.between(from, to).toNanos();
		return at(from.plusNanos(this.random.nextLong(nanos)));
	}

	/** A request that started at an instant. */
	RecordedRequest at(Instant start) {
		RequestFacts request = facts(start);
		int attempts = (this.random.nextInt(20) == 0) ? 2 : 1;
		List<LedgerEntry> entries = new ArrayList<>();
		for (int number = 1; number <= attempts; number++) {
			entries.add(attempt(request, number, number == attempts));
		}
		return new RecordedRequest(entries);
	}

	/** A call that is under way since an instant. */
	LedgerEntry reservedAt(Instant start) {
		RequestFacts request = facts(start);
		return new LedgerEntry(State.RESERVED, request, attempt(request, 1, true).attempt(), null);
	}

	/** The same call, ended. */
	RecordedRequest ended(LedgerEntry reserved) {
		LedgerEntry other = attempt(reserved.request(), 1, true);
		return new RecordedRequest(List.of(reserved.settled(other.state(), LedgerRows.settlement(other))));
	}

	private RequestFacts facts(Instant start) {
		int team = this.random.nextInt(this.teams);
		int key = this.random.nextInt(2);
		String tags = switch (this.random.nextInt(3)) {
			case 0 -> "";
			case 1 -> "project=p" + team;
			default -> "project=p" + team + ",stage=test";
		};
		RequestIdentity identity = new RequestIdentity(id(start), optional("client-" + this.random.nextInt()),
				Tags.stored(tags));
		return new RequestFacts(identity, "key-" + team + "-" + key, "team-" + team, "fast", "fast", flag(), start);
	}

	private RequestId id(Instant start) {
		long high = (start.toEpochMilli() << 16) | 0x7000L | this.random.nextInt(0x1000);
		long low = (this.random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new RequestId(new UUID(high, low));
	}

	private boolean flag() {
		return this.random.nextBoolean();
	}

	private @Nullable String optional(String text) {
		return flag() ? text : null;
	}

	private LedgerEntry attempt(RequestFacts request, int number, boolean last) {
		boolean first = flag();
		String provider = first ? "openai" : "deepseek";
		Instant begin = request.startedAt().plusMillis(number);
		AttemptFacts attempt = new AttemptFacts(number, provider, provider, first ? "gpt-4o" : "deepseek-chat", begin,
				this.random.nextLong(1000), flag() ? new Usd(this.random.nextLong(1_000_000_000L)) : null);
		TokenUsage usage = usage();
		Settlement settlement = new Settlement(begin.plusMillis(1234), flag() ? begin.plusNanos(56_000) : null,
				last ? Outcome.COMPLETED : Outcome.FAILED, last ? 200 : 502, optional(attempt.model() + "-2026"),
				optional("default"), usage, flag() ? Source.PROVIDER : Source.ESTIMATED,
				(this.random.nextInt(10) > 0) ? charge(usage) : null, last);
		return new LedgerEntry(State.SETTLED, request, attempt, settlement);
	}

	private TokenUsage usage() {
		long[] of = this.random.longs(11, 0, 10_000).toArray();
		return new TokenUsage(of[0] + of[1], of[1], of[2], of[3], of[4], of[5], of[6], of[7] + of[8], of[8], of[9],
				of[10]);
	}

	private Charge charge(TokenUsage usage) {
		List<Cost.Line> lines = new ArrayList<>();
		line(lines, TokenType.INPUT, usage.input());
		line(lines, TokenType.OUTPUT, usage.output());
		Usd total = lines.stream().map(Cost.Line::amount).reduce(Usd.ZERO, Usd::plus);
		Cost cost = new Cost(total, lines, Usd.ZERO, new Usd(this.random.nextLong(1000)),
				new Usd(this.random.nextLong(1000)));
		return new Charge("openai/gpt-4o@2026-01-01", WINDOWS.get(this.random.nextInt(2)), cost);
	}

	private void line(List<Cost.Line> lines, TokenType type, long tokens) {
		if (tokens > 0) {
			long pico = 1 + this.random.nextLong(10_000_000);
			lines.add(new Cost.Line(type, tokens, new Usd(pico * 1_000_000), new Usd(pico * tokens)));
		}
	}

}
