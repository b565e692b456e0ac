package dev.tollgate.keys;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.NotFound;
import dev.tollgate.chat.GatewayException.Refused;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keys and teams in the ledger's database, which replicas share. The migrations are the
 * ledger's too. All methods block, and throw a
 * {@link org.springframework.core.NestedRuntimeException} while the database is away.
 */
final class JdbcKeyStore {

	/** A look that takes longer is given up: the next one is due. */
	private static final int PATIENCE_SECONDS = 10;

	private static final int CONFLICT = 409;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Clock clock;

	/** Makes the store, without a word to the database. */
	JdbcKeyStore(DataSource dataSource, Clock clock) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.clock = clock;
	}

	/** The number of the newest change. */
	long version() {
		return Objects.requireNonNull(this.jdbc.queryForObject("select number from key_version", Long.class));
	}

	/**
	 * What has changed since a number. The teams are read last, so that the team of each
	 * key is among them or known.
	 */
	KeyChanges changesSince(long number) {
		List<KeyChanges.StoredKey> keys = this.jdbc.query(KeyRows.KEYS + " where changed_number > ?",
				(row, _) -> KeyRows.stored(row), number);
		return new KeyChanges(keys,
				this.jdbc.query(KeyRows.TEAMS + " where changed_number > ?", (row, _) -> KeyRows.team(row), number));
	}

	/** Takes the next number, and makes other writers wait for the end of all this. */
	private long begin() {
		this.jdbc.update("update key_version set number = number + 1");
		return version();
	}

	private <T> T change(Change<T> change) {
		return Objects.requireNonNull(this.transaction.execute((_) -> change.as(begin())));
	}

	/**
	 * Makes a key.
	 * @throws GatewayException if the name is taken or there is no such team
	 */
	ApiKey create(String name, KeySettings settings, KeySecret secret) {
		return change((number) -> {
			refuseTaken("api_key", "key", name);
			requireTeam(settings.team());
			ApiKey key = new ApiKey(newId(ApiKey.ID_PREFIX), name, secret.hint(), settings, now(), null, number);
			this.jdbc.update(KeyRows.INSERT_KEY, (statement) -> KeyRows.insert(statement, key, secret.hash()));
			return key;
		});
	}

	private static String newId(String prefix) {
		return prefix + UUID.randomUUID().toString().replace("-", "");
	}

	private Instant now() {
		return KeyRows.stored(this.clock.instant());
	}

	private void refuseTaken(String table, String what, String name) {
		if (!this.jdbc.queryForList("select id from " + table + " where name = ?", String.class, name).isEmpty()) {
			throw new Refused(CONFLICT, "There is, or was, a " + what + " of the name '" + name + "'", null,
					"name_taken", "name");
		}
	}

	private void requireTeam(@Nullable String name) {
		if (name != null
				&& this.jdbc.queryForList("select id from team where name = ?", String.class, name).isEmpty()) {
			throw new InvalidRequest("There is no team of the name '" + name + "'", "invalid_value", "team");
		}
	}

	/**
	 * Changes what a key allows.
	 * @throws GatewayException if there is no such key, it was revoked, or the change is
	 * refused
	 */
	ApiKey change(String id, UnaryOperator<KeySettings> change) {
		return change((number) -> {
			ApiKey key = key(id);
			if (key.revokedAt() != null) {
				throw new Refused(CONFLICT, "The key was revoked, which cannot be undone", null, "key_revoked", null);
			}
			KeySettings settings = change.apply(key.settings());
			requireTeam(settings.team());
			this.jdbc.update(KeyRows.UPDATE_KEY, (statement) -> KeyRows.update(statement, id, settings, number));
			return key(id);
		});
	}

	/** Revokes a key; one that was revoked before stays as it is. */
	ApiKey revoke(String id) {
		return change((number) -> {
			ApiKey key = key(id);
			if (key.revokedAt() == null) {
				this.jdbc.update("update api_key set revoked_at = ?, changed_number = ? where id = ?",
						KeyRows.column(now()), number, id);
			}
			return key(id);
		});
	}

	ApiKey key(String id) {
		return this.jdbc.query(KeyRows.KEYS + " where id = ?", (row, _) -> KeyRows.stored(row).key(), id)
			.stream()
			.findFirst()
			.orElseThrow(() -> new NotFound("There is no such key"));
	}

	/**
	 * Lists keys, the newest first.
	 * @param team whose keys, or null for all
	 * @param limit how many at most
	 * @param before the number of the last key of the page before, or null for the first
	 * page
	 */
	Page<ApiKey> keys(@Nullable String team, int limit, @Nullable Long before) {
		String ofTeam = (team != null) ? " and team = ?" : "";
		Object[] arguments = (team != null) ? new Object[] { first(before), team, limit + 1 }
				: new Object[] { first(before), limit + 1 };
		List<ApiKey> keys = this.jdbc.query(
				KeyRows.KEYS + " where created_number < ?" + ofTeam
						+ " order by created_number desc fetch first ? rows only",
				(row, _) -> KeyRows.stored(row).key(), arguments);
		boolean more = keys.size() > limit;
		return new Page<>(more ? keys.subList(0, limit) : keys, more ? keys.get(limit - 1).number() : null);
	}

	private static long first(@Nullable Long before) {
		return (before != null) ? before : Long.MAX_VALUE;
	}

	/**
	 * Makes a team.
	 * @throws GatewayException if the name is taken
	 */
	Team createTeam(String name, @Nullable BudgetTerms budget) {
		return change((number) -> {
			refuseTaken("team", "team", name);
			Team team = new Team(newId(Team.ID_PREFIX), name, budget, now(), number);
			this.jdbc.update(KeyRows.INSERT_TEAM, (statement) -> KeyRows.insert(statement, team));
			return team;
		});
	}

	/** Changes the budget of a team, which is given by its id or its name. */
	Team changeTeam(String team, UnaryOperator<@Nullable BudgetTerms> change) {
		return change((number) -> {
			Team before = team(team);
			BudgetTerms budget = change.apply(before.terms());
			this.jdbc.update(KeyRows.UPDATE_TEAM,
					(statement) -> KeyRows.update(statement, before.id(), budget, number));
			return team(before.id());
		});
	}

	/** A team by its id or its name, neither of which can be taken for the other. */
	Team team(String team) {
		return this.jdbc.query(KeyRows.TEAMS + " where id = ? or name = ?", (row, _) -> KeyRows.team(row), team, team)
			.stream()
			.findFirst()
			.orElseThrow(() -> new NotFound("There is no such team"));
	}

	/**
	 * Lists teams, the newest first.
	 * @param limit how many at most
	 * @param before the number of the last team of the page before, or null for the first
	 * page
	 */
	Page<Team> teams(int limit, @Nullable Long before) {
		List<Team> teams = this.jdbc.query(
				KeyRows.TEAMS + " where created_number < ? order by created_number desc fetch first ? rows only",
				(row, _) -> KeyRows.team(row), first(before), limit + 1);
		boolean more = teams.size() > limit;
		return new Page<>(more ? teams.subList(0, limit) : teams, more ? teams.get(limit - 1).number() : null);
	}

	/** Something that is done under a number of its own. */
	private interface Change<T> {

		T as(long number);

	}

}
