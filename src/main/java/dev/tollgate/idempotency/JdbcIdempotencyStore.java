package dev.tollgate.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keys and answers in the ledger's database, which its replicas share. The migrations are
 * the ledger's too.
 */
final class JdbcIdempotencyStore implements IdempotencyStore {

	/** How often a key may change under our eyes. */
	private static final int TRIES = 5;

	private static final int PATIENCE_SECONDS = 5;

	private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	/** Makes the store, without a word to the database. */
	JdbcIdempotencyStore(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
	}

	@Override
	public @Nullable Entry claim(Ownership claim, Fingerprint fingerprint, Instant now, Instant until) {
		for (int i = 0; i < TRIES; i++) {
			if (insert(claim, fingerprint, now, until)) {
				return null;
			}
			Entry there = find(claim.key());
			if (there != null && there.expiresAt().isAfter(now)) {
				return there;
			}
			if (there != null && takeOver(claim, there, fingerprint, now, until)) {
				return null;
			}
		}
		throw new ConcurrencyFailureException("The key changes all the time");
	}

	private boolean insert(Ownership claim, Fingerprint fingerprint, Instant now, Instant until) {
		try {
			this.jdbc.update("""
					insert into idempotency (key_hash, fingerprint, owner, state, created_at, expires_at)
					values (?, ?, ?, 'RUNNING', ?, ?)""", claim.key().hash(), fingerprint.hash(), claim.owner(),
					stored(now), stored(until));
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private @Nullable Entry find(IdempotencyKey key) {
		List<Entry> found = this.jdbc.query("""
				select owner, fingerprint, state, expires_at, status, headers, body
				from idempotency where key_hash = ?""", (row, _) -> entry(row), (Object) key.hash());
		return found.isEmpty() ? null : found.getFirst();
	}

	/** Nobody else may have done so meanwhile: then its owner would be another. */
	private boolean takeOver(Ownership claim, Entry there, Fingerprint fingerprint, Instant now, Instant until) {
		return this.jdbc.update("""
				update idempotency set fingerprint = ?, owner = ?, state = 'RUNNING', created_at = ?, expires_at = ?,
				status = null, headers = null, body = null
				where key_hash = ? and owner = ? and expires_at <= ?""", fingerprint.hash(), claim.owner(), stored(now),
				stored(until), claim.key().hash(), there.owner(), stored(now)) == 1;
	}

	@Override
	public void renew(Collection<Ownership> claims, Instant until) {
		this.jdbc.batchUpdate(
				"update idempotency set expires_at = ? where key_hash = ? and owner = ? and state = 'RUNNING'",
				claims.stream()
					.map((claim) -> new Object[] { stored(until), claim.key().hash(), claim.owner() })
					.toList());
	}

	@Override
	public void keep(Ownership claim, KeptAnswer answer, Instant until) {
		this.jdbc.update("""
				update idempotency set state = 'DONE', expires_at = ?, status = ?, headers = ?, body = ?
				where key_hash = ? and owner = ?""", stored(until), answer.status(),
				Json.MAPPER.writeValueAsString(answer.headers()), answer.body(), claim.key().hash(), claim.owner());
	}

	@Override
	public void keepTooLarge(Ownership claim, Instant until) {
		this.jdbc.update("update idempotency set state = 'TOO_LARGE', expires_at = ? where key_hash = ? and owner = ?",
				stored(until), claim.key().hash(), claim.owner());
	}

	@Override
	public void release(Ownership claim) {
		this.jdbc.update("delete from idempotency where key_hash = ? and owner = ? and state = 'RUNNING'",
				claim.key().hash(), claim.owner());
	}

	/** The instant is asked for twice: what was taken over meanwhile is not over. */
	@Override
	public int deleteExpired(Instant now, int limit) {
		return this.jdbc.update("""
				delete from idempotency where expires_at <= ? and key_hash in
				(select key_hash from idempotency where expires_at <= ? order by expires_at fetch first %d rows only)"""
			.formatted(limit), stored(now), stored(now));
	}

	private static Entry entry(ResultSet row) throws SQLException {
		State state = State.valueOf(row.getString("state"));
		return new Entry(row.getObject("owner", UUID.class), new Fingerprint(row.getBytes("fingerprint")), state,
				row.getObject("expires_at", OffsetDateTime.class).toInstant(),
				(state == State.DONE) ? answer(row) : null);
	}

	private static KeptAnswer answer(ResultSet row) throws SQLException {
		return new KeptAnswer(row.getInt("status"), Json.MAPPER.readValue(row.getString("headers"), HEADERS),
				row.getBytes("body"));
	}

	/** Both databases would round what is finer, up or down. */
	private static OffsetDateTime stored(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

}
