package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement, set one after the other with their types, so that no
 * driver has to guess the type of a null.
 */
final class Parameters {

	private final PreparedStatement statement;

	private int at;

	Parameters(PreparedStatement statement) {
		this.statement = statement;
	}

	/**
	 * The instant as the databases keep it: both would round what is finer, up or down.
	 */
	static Instant stored(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MICROS);
	}

	void text(@Nullable String text) throws SQLException {
		this.at++;
		if (text == null) {
			this.statement.setNull(this.at, Types.VARCHAR);
		}
		else {
			this.statement.setString(this.at, storable(text));
		}
	}

	void instant(@Nullable Instant instant) throws SQLException {
		this.at++;
		if (instant == null) {
			this.statement.setNull(this.at, Types.TIMESTAMP_WITH_TIMEZONE);
		}
		else {
			this.statement.setObject(this.at, stored(instant).atOffset(ZoneOffset.UTC));
		}
	}

	void number(int number) throws SQLException {
		this.statement.setInt(++this.at, number);
	}

	void count(long count) throws SQLException {
		this.statement.setLong(++this.at, count);
	}

	void amount(@Nullable Usd amount) throws SQLException {
		this.at++;
		if (amount == null) {
			this.statement.setNull(this.at, Types.BIGINT);
		}
		else {
			this.statement.setLong(this.at, amount.pico());
		}
	}

	void decimal(BigDecimal number) throws SQLException {
		this.statement.setBigDecimal(++this.at, number);
	}

	void flag(boolean flag) throws SQLException {
		this.statement.setBoolean(++this.at, flag);
	}

	void id(UUID id) throws SQLException {
		this.statement.setObject(++this.at, id);
	}

	void usage(TokenUsage usage) throws SQLException {
		count(usage.input());
		count(usage.cachedInput());
		count(usage.cacheWrite());
		count(usage.audioInput());
		count(usage.cachedAudioInput());
		count(usage.imageInput());
		count(usage.videoInput());
		count(usage.output());
		count(usage.reasoning());
		count(usage.audioOutput());
		count(usage.imageOutput());
	}

	void ids(Collection<UUID> ids) throws SQLException {
		this.statement.setArray(++this.at, this.statement.getConnection().createArrayOf("uuid", ids.toArray()));
	}

	void texts(Collection<String> texts) throws SQLException {
		this.statement.setArray(++this.at, this.statement.getConnection().createArrayOf("varchar", texts.toArray()));
	}

	/**
	 * The text without what PostgreSQL refuses: a provider's or caller's odd character
	 * must not keep the whole ledger from being written.
	 * @param text any text
	 * @return the same text, or one with U+FFFD in the place of what is no character
	 */
	static String storable(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
				return replaced(text);
			}
		}
		return text;
	}

	private static String replaced(String text) {
		StringBuilder replaced = new StringBuilder(text.length());
		text.codePoints()
			.map((point) -> (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE))
					? 0xfffd : point)
			.forEach(replaced::appendCodePoint);
		return replaced.toString();
	}

}
