package dev.tollgate.provider;

import java.time.Duration;

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
	 * Reads the delay from {@code retry-after-ms} or {@code retry-after} in seconds.
	 * @param headers the headers of an answer
	 * @return the delay, or null where there is none that makes sense
	 */
	public static @Nullable Duration of(HttpHeaders headers) {
		try {
			String millis = headers.get("retry-after-ms");
			if (millis != null) {
				return sensible(Duration.ofMillis(Long.parseLong(millis.trim())));
			}
			String seconds = headers.get("retry-after");
			return (seconds != null) ? sensible(Duration.ofSeconds(Long.parseLong(seconds.trim()))) : null;
		}
		catch (NumberFormatException ex) {
			// the HTTP date that RFC 9110 also allows is sent by none of the providers
			return null;
		}
	}

	private static @Nullable Duration sensible(Duration told) {
		return (told.isNegative() || told.compareTo(MAX) > 0) ? null : told;
	}

}
