package dev.tollgate.api;

import java.util.List;
import java.util.regex.Pattern;

import dev.tollgate.chat.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages may call the gateway from the reader's browser.
 *
 * @param allowedOrigins where they come from, such as {@code https://app.example.com} or
 * {@code https://*.example.com}; {@code *} for anywhere, none for nowhere
 */
@ConfigurationProperties("tollgate.server.cors")
record CorsProperties(@DefaultValue List<String> allowedOrigins) {

	private static final String ANY = "*";

	private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s?#]+");

	CorsProperties {
		allowedOrigins = List.copyOf(allowedOrigins);
		for (String origin : allowedOrigins) {
			if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
				throw new InvalidConfigurationException("tollgate.server.cors.allowed-origins",
						"'" + origin + "' is no origin such as https://app.example.com");
			}
		}
	}

}
