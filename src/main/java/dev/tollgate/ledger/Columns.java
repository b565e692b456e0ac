package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row, read one after the other in the order of the statement.
 */
final class Columns {

	private final ResultSet row;

	private int at;

	Columns(ResultSet row) {
		this.row = row;
	}

	String text() throws SQLException {
		String text = optionalText();
		if (text == null) {
			throw new SQLException("Column " + this.at + " is null");
		}
		return text;
	}

	@Nullable String optionalText() throws SQLException {
		return this.row.getString(++this.at);
	}

	Instant instant() throws SQLException {
		Instant instant = optionalInstant();
		if (instant == null) {
			throw new SQLException("Column " + this.at + " is null");
		}
		return instant;
	}

	@Nullable Instant optionalInstant() throws SQLException {
		OffsetDateTime instant = this.row.getObject(++this.at, OffsetDateTime.class);
		return (instant != null) ? instant.toInstant() : null;
	}

	int number() throws SQLException {
		return this.row.getInt(++this.at);
	}

	long count() throws SQLException {
		return this.row.getLong(++this.at);
	}

	Usd amount() throws SQLException {
		return new Usd(count());
	}

	@Nullable Usd optionalAmount() throws SQLException {
		long pico = count();
		return this.row.wasNull() ? null : new Usd(pico);
	}

	/** A sum of pico-dollars, in dollars; nothing where nothing was summed. */
	BigDecimal dollars() throws SQLException {
		BigDecimal pico = this.row.getBigDecimal(++this.at);
		return (pico != null) ? pico.movePointLeft(12).stripTrailingZeros() : BigDecimal.ZERO;
	}

	boolean flag() throws SQLException {
		return this.row.getBoolean(++this.at);
	}

	UUID id() throws SQLException {
		return this.row.getObject(++this.at, UUID.class);
	}

	<E extends Enum<E>> E label(Class<E> type) throws SQLException {
		return Enum.valueOf(type, text().toUpperCase(Locale.ROOT));
	}

	TokenUsage usage() throws SQLException {
		return new TokenUsage(count(), count(), count(), count(), count(), count(), count(), count(), count(), count(),
				count());
	}

}
