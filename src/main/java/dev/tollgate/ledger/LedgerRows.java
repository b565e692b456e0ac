package dev.tollgate.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

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
 * How ledger entries stand in rows: the columns of each table in the one order in which
 * they are written and read.
 */
final class LedgerRows {

	/** What is known of a request when it starts; the tables request and hold have it. */
	static final String REQUEST = "id, started_at, client_request_id, api_key, team, tags, route, requested_model, "
			+ "streamed";

	static final String TOKENS = "input, cached_input, cache_write, audio_input, cached_audio_input, image_input, "
			+ "video_input, output, reasoning, audio_output, image_output";

	static final String ATTEMPT = "request_id, number, provider, provider_type, model, started_at, input_estimate, "
			+ "held_pico, state, ended_at, first_event_at, outcome, status, response_model, service_tier, " + TOKENS
			+ ", source, last, price_row, price_window, cost_pico, cost_lines, per_request_pico, saved_window_pico, "
			+ "saved_cache_pico";

	static final String HOLD = REQUEST + ", number, provider, provider_type, model, attempt_started_at, "
			+ "input_estimate, held_pico";

	static final String INSERT_REQUEST = insert("request",
			REQUEST + ", attempts, state, outcome, status, first_event_at, completed_at");

	static final String INSERT_ATTEMPT = insert("attempt", ATTEMPT + ", request_started_at");

	static final String INSERT_HOLD = insert("hold", HOLD + ", writer");

	private LedgerRows() {
	}

	static String insert(String table, String columns) {
		String marks = columns.replaceAll("[a-z_]+", "?");
		return "insert into " + table + " (" + columns + ") values (" + marks + ")";
	}

	static void request(PreparedStatement statement, RecordedRequest request) throws SQLException {
		Parameters row = new Parameters(statement);
		facts(row, request.request());
		LedgerEntry last = request.last();
		Settlement settlement = settlement(last);
		row.number(last.attempt().number());
		row.text(last.state().label());
		row.text(settlement.outcome().label());
		row.number(settlement.status());
		row.instant(settlement.firstEventAt());
		row.instant(settlement.endedAt());
	}

	static void hold(PreparedStatement statement, LedgerEntry entry, String writer) throws SQLException {
		Parameters row = new Parameters(statement);
		facts(row, entry.request());
		facts(row, entry.attempt());
		row.text(writer);
	}

	static void attempt(PreparedStatement statement, LedgerEntry entry) throws SQLException {
		Parameters row = new Parameters(statement);
		row.id(id(entry));
		facts(row, entry.attempt());
		row.text(entry.state().label());
		Settlement settlement = settlement(entry);
		row.instant(settlement.endedAt());
		row.instant(settlement.firstEventAt());
		row.text(settlement.outcome().label());
		row.number(settlement.status());
		row.text(settlement.responseModel());
		row.text(settlement.serviceTier());
		row.usage(settlement.usage());
		row.text(settlement.source().label());
		row.flag(settlement.last());
		charge(row, settlement.charge());
		row.instant(entry.request().startedAt());
	}

	private static void facts(Parameters row, RequestFacts request) throws SQLException {
		row.id(request.identity().id().value());
		row.instant(request.startedAt());
		row.text(request.identity().clientRequestId());
		row.text(request.key());
		row.text(request.team());
		row.text(request.identity().tags().toString());
		row.text(request.route());
		row.text(request.requestedModel());
		row.flag(request.streamed());
	}

	private static void facts(Parameters row, AttemptFacts attempt) throws SQLException {
		row.number(attempt.number());
		row.text(attempt.provider());
		row.text(attempt.providerType());
		row.text(attempt.model());
		row.instant(attempt.startedAt());
		row.count(attempt.inputEstimate());
		row.amount(attempt.held());
	}

	private static void charge(Parameters row, @Nullable Charge charge) throws SQLException {
		Cost cost = (charge != null) ? charge.cost() : null;
		row.text((charge != null) ? charge.priceRow() : null);
		row.text((charge != null) ? charge.window() : null);
		row.amount((cost != null) ? cost.total() : null);
		row.text((cost != null) ? lines(cost.lines()) : null);
		row.amount((cost != null) ? cost.perRequest() : null);
		row.amount((cost != null) ? cost.savedByWindow() : null);
		row.amount((cost != null) ? cost.savedByCache() : null);
	}

	static UUID id(LedgerEntry entry) {
		return entry.request().identity().id().value();
	}

	static Settlement settlement(LedgerEntry entry) {
		return Objects.requireNonNull(entry.settlement(), "A request that has ended is settled");
	}

	/** Reads {@link #REQUEST}. */
	static RequestFacts request(Columns row) throws SQLException {
		RequestId id = new RequestId(row.id());
		Instant startedAt = row.instant();
		String clientRequestId = row.optionalText();
		String key = row.text();
		String team = row.text();
		Tags tags = Tags.stored(row.text());
		return new RequestFacts(new RequestIdentity(id, clientRequestId, tags), key, team, row.text(), row.text(),
				row.flag(), startedAt);
	}

	private static AttemptFacts facts(Columns row) throws SQLException {
		return new AttemptFacts(row.number(), row.text(), row.text(), row.text(), row.instant(), row.count(),
				row.optionalAmount());
	}

	/** Reads {@link #HOLD}. */
	static LedgerEntry hold(Columns row) throws SQLException {
		RequestFacts request = request(row);
		return new LedgerEntry(State.RESERVED, request, facts(row), null);
	}

	/** Reads {@link #ATTEMPT} behind its request's id. */
	static LedgerEntry attempt(Columns row, RequestFacts request) throws SQLException {
		AttemptFacts attempt = facts(row);
		State state = row.label(State.class);
		Instant endedAt = row.instant();
		Instant firstEventAt = row.optionalInstant();
		Outcome outcome = row.label(Outcome.class);
		int status = row.number();
		String responseModel = row.optionalText();
		String serviceTier = row.optionalText();
		TokenUsage usage = row.usage();
		Source source = row.label(Source.class);
		boolean last = row.flag();
		return new LedgerEntry(state, request, attempt, new Settlement(endedAt, firstEventAt, outcome, status,
				responseModel, serviceTier, usage, source, charge(row), last));
	}

	private static @Nullable Charge charge(Columns row) throws SQLException {
		String priceRow = row.optionalText();
		if (priceRow == null) {
			return null;
		}
		String window = row.text();
		Usd total = row.amount();
		return new Charge(priceRow, window,
				new Cost(total, lines(row.text()), row.amount(), row.amount(), row.amount()));
	}

	/** The lines as {@code type:tokens:rate:amount}, both in pico-dollars. */
	private static String lines(List<Cost.Line> lines) {
		return lines.stream()
			.map((line) -> line.type().label() + ":" + line.tokens() + ":" + line.usdPerMillion().pico() + ":"
					+ line.amount().pico())
			.collect(Collectors.joining(","));
	}

	private static List<Cost.Line> lines(String text) {
		List<Cost.Line> lines = new ArrayList<>();
		for (String line : text.isEmpty() ? new String[0] : text.split(",", -1)) {
			String[] parts = line.split(":", -1);
			lines.add(new Cost.Line(TokenType.valueOf(parts[0].toUpperCase(Locale.ROOT)), Long.parseLong(parts[1]),
					new Usd(Long.parseLong(parts[2])), new Usd(Long.parseLong(parts[3]))));
		}
		return lines;
	}

}
