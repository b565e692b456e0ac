package dev.tollgate.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a provider says that it may be asked again.
 */
public final class RetryAfter {

	/** More than anybody could wait for, and less than would overflow a sum. */
	private static final Duration MAX = Duration.ofDays(366);

	private RetryAfter() {
	}

	/**
	 * Reads the delay from {@code retry-after-ms}, or from {@code retry-after} in seconds
	 * or as a date, which is taken by the clock of who sent it.
	 * @param headers the headers of an answer
	 * @return the delay, or null where there is none that makes sense
	 */
	public static @Nullable Duration of(HttpHeaders headers) {
		try {
			String millis = headers.get("retry-after-ms");
			if (millis != null) {
				return sensible(Duration.ofMillis(Long.parseLong(millis.trim())));
			}
			String told = headers.get("retry-after");
			if (told == null || told.isBlank()) {
				return null;
			}
			return Character.isLetter(told.trim().charAt(0)) ? until(told, headers.get("date"))
					: sensible(Duration.ofSeconds(Long.parseLong(told.trim())));
		}
		catch (NumberFormatException | DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Duration until(String date, @Nullable String now) {
		return (now != null) ? sensible(Duration.between(instant(now), instant(date))) : null;
	}

	private static Instant instant(String date) {
		return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.trim()));
	}

	private static @Nullable Duration sensible(Duration told) {
		return (told.isNegative() || told.compareTo(MAX) > 0) ? null : told;
	}

}
