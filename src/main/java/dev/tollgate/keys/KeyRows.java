package dev.tollgate.keys;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import dev.tollgate.keys.KeyChanges.StoredKey;
import dev.tollgate.pricing.Usd;
import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Keys and teams as rows of the database.
 */
final class KeyRows {

	static final String KEYS = """
			select id, name, hint, team, models, requests_per_minute, tokens_per_minute, concurrency, budget_pico,
			budget_period, expires_at, created_at, revoked_at, created_number, hash from api_key""";

	static final String INSERT_KEY = """
			insert into api_key (team, models, requests_per_minute, tokens_per_minute, concurrency, budget_pico,
			budget_period, expires_at, changed_number, id, name, hint, created_at, created_number, hash)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	static final String UPDATE_KEY = """
			update api_key set team = ?, models = ?, requests_per_minute = ?, tokens_per_minute = ?, concurrency = ?,
			budget_pico = ?, budget_period = ?, expires_at = ?, changed_number = ? where id = ?""";

	static final String TEAMS = """
			select id, name, budget_pico, budget_period, created_at, created_number from team""";

	static final String INSERT_TEAM = """
			insert into team (budget_pico, budget_period, changed_number, id, name, created_at, created_number)
			values (?, ?, ?, ?, ?, ?, ?)""";

	static final String UPDATE_TEAM = """
			update team set budget_pico = ?, budget_period = ?, changed_number = ? where id = ?""";

	private KeyRows() {
	}

	/** Both databases would round what is finer, up or down. */
	static Instant stored(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MICROS);
	}

	static OffsetDateTime column(Instant instant) {
		return stored(instant).atOffset(ZoneOffset.UTC);
	}

	static StoredKey stored(ResultSet row) throws SQLException {
		String models = row.getString("models");
		Number requests = (Number) row.getObject("requests_per_minute");
		Number tokens = (Number) row.getObject("tokens_per_minute");
		Number concurrency = (Number) row.getObject("concurrency");
		KeySettings settings = new KeySettings(row.getString("team"),
				(models != null) ? List.of(Json.MAPPER.readValue(models, String[].class)) : List.of(),
				(requests != null) ? Integer.valueOf(requests.intValue()) : null,
				(tokens != null) ? Long.valueOf(tokens.longValue()) : null,
				(concurrency != null) ? Integer.valueOf(concurrency.intValue()) : null, budget(row),
				instant(row, "expires_at"));
		ApiKey key = new ApiKey(row.getString("id"), row.getString("name"), row.getString("hint"), settings,
				createdAt(row), instant(row, "revoked_at"), row.getLong("created_number"));
		return new StoredKey(key, new KeyHash(row.getBytes("hash")));
	}

	static Team team(ResultSet row) throws SQLException {
		return new Team(row.getString("id"), row.getString("name"), budget(row), createdAt(row),
				row.getLong("created_number"));
	}

	private static Instant createdAt(ResultSet row) throws SQLException {
		return Objects.requireNonNull(instant(row, "created_at"));
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime instant = row.getObject(column, OffsetDateTime.class);
		return (instant != null) ? instant.toInstant() : null;
	}

	private static @Nullable BudgetTerms budget(ResultSet row) throws SQLException {
		String period = row.getString("budget_period");
		if (period == null) {
			return null;
		}
		return new BudgetTerms(new Usd(row.getLong("budget_pico")),
				BudgetPeriod.valueOf(period.toUpperCase(Locale.ROOT)));
	}

	static void insert(PreparedStatement row, ApiKey key, KeyHash hash) throws SQLException {
		int at = settings(row, key.settings());
		row.setLong(++at, key.number());
		row.setString(++at, key.id());
		row.setString(++at, key.name());
		row.setString(++at, key.hint());
		row.setObject(++at, column(key.createdAt()));
		row.setLong(++at, key.number());
		row.setBytes(++at, hash.bytes());
	}

	static void update(PreparedStatement row, String id, KeySettings settings, long number) throws SQLException {
		int at = settings(row, settings);
		row.setLong(++at, number);
		row.setString(++at, id);
	}

	private static int settings(PreparedStatement row, KeySettings settings) throws SQLException {
		Instant end = settings.expiresAt();
		row.setString(1, settings.team());
		row.setString(2, settings.models().isEmpty() ? null : Json.MAPPER.writeValueAsString(settings.models()));
		row.setObject(3, settings.requestsPerMinute(), Types.INTEGER);
		row.setObject(4, settings.tokensPerMinute(), Types.BIGINT);
		row.setObject(5, settings.concurrency(), Types.INTEGER);
		budget(row, 6, settings.budget());
		row.setObject(8, (end != null) ? column(end) : null, Types.TIMESTAMP_WITH_TIMEZONE);
		return 8;
	}

	private static void budget(PreparedStatement row, int at, @Nullable BudgetTerms budget) throws SQLException {
		row.setObject(at, (budget != null) ? budget.limit().pico() : null, Types.BIGINT);
		row.setString(at + 1, (budget != null) ? budget.period().label() : null);
	}

	static void insert(PreparedStatement row, Team team) throws SQLException {
		budget(row, 1, team.terms());
		row.setLong(3, team.number());
		row.setString(4, team.id());
		row.setString(5, team.name());
		row.setObject(6, column(team.createdAt()));
		row.setLong(7, team.number());
	}

	static void update(PreparedStatement row, String id, @Nullable BudgetTerms budget, long number)
			throws SQLException {
		budget(row, 1, budget);
		row.setLong(3, number);
		row.setString(4, id);
	}

}
