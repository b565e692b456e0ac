package dev.tollgate.ledger;

import java.time.DateTimeException;
import java.time.Instant;

import dev.tollgate.chat.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of requests ended, so that the next one can go on behind it.
 *
 * @param startedAt the start of the last request of the page
 * @param id its id
 */
public record RequestCursor(Instant startedAt, RequestId id) {

	/**
	 * Reads what {@link #toString()} wrote.
	 * @param text the text
	 * @return the cursor, or null if the text is none
	 */
	public static @Nullable RequestCursor parse(String text) {
		int dot = text.indexOf('.');
		int at = text.indexOf('-', dot);
		if (dot < 0 || at < 0) {
			return null;
		}
		try {
			RequestId id = RequestId.parse("req_" + text.substring(at + 1));
			Instant startedAt = Instant.ofEpochSecond(Long.parseLong(text, 0, dot, 10),
					Integer.parseInt(text, dot + 1, at, 10));
			return (id != null) ? new RequestCursor(startedAt, id) : null;
		}
		catch (NumberFormatException | DateTimeException ex) {
			return null;
		}
	}

	/**
	 * The cursor as callers see it.
	 * @return a text without meaning to them
	 */
	@Override
	public String toString() {
		return this.startedAt.getEpochSecond() + "." + this.startedAt.getNano() + "-"
				+ this.id.toString().substring("req_".length());
	}

}
