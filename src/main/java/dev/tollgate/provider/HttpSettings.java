package dev.tollgate.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

import dev.tollgate.chat.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Where a provider over HTTP is and how it is called, from the environment and from the
 * configuration.
 */
final class HttpSettings {

	private static final ProviderTimeouts DEFAULT_TIMEOUTS = ProvidersProperties.defaultTimeouts();

	private static final String KEY = "tollgate.providers";

	private HttpSettings() {
	}

	/**
	 * A provider of the environment may be configured further by an entry of its name.
	 */
	static @Nullable ProviderSettings fromEnvironment(HttpProviderType type, ProvidersProperties.@Nullable Entry entry,
			Environment environment) {
		String prefix = type.name().toUpperCase(Locale.ROOT);
		String key = environment.getProperty(prefix + "_API_KEY", "").trim();
		boolean other = entry != null && (!entry.apiKeys().isEmpty() || !entry.typeOrName().equals(type.name()));
		if (key.isEmpty() || other) {
			return null;
		}
		String url = environment.getProperty(prefix + "_BASE_URL", "").trim();
		return new ProviderSettings(type.name(), type.name(),
				baseUrl(prefix + "_BASE_URL", url.isEmpty() ? type.baseUrl() : url),
				List.of(credential(prefix + "_API_KEY", key)), (entry != null) ? entry.timeouts() : DEFAULT_TIMEOUTS,
				entry != null && entry.propagateTrace());
	}

	/** A provider of the configuration. */
	static ProviderSettings of(ProvidersProperties.Entry entry, HttpProviderType type) {
		if (entry.chatModel() != null) {
			throw new InvalidConfigurationException(KEY,
					"the provider '" + entry.name() + "' has a chat-model, which only the type spring-ai has");
		}
		if (entry.apiKeys().isEmpty()) {
			throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' has no api-keys");
		}
		String url = (entry.baseUrl() != null) ? entry.baseUrl() : type.baseUrl();
		return new ProviderSettings(entry.name(), type.name(), baseUrl(KEY + " (" + entry.name() + ")", url),
				entry.apiKeys().stream().map((key) -> credential(KEY + " (" + entry.name() + ")", key)).toList(),
				entry.timeouts(), entry.propagateTrace());
	}

	private static URI baseUrl(String key, String url) {
		try {
			URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
			boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
			if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			throw notAnAddress(key);
		}
		throw notAnAddress(key);
	}

	private static InvalidConfigurationException notAnAddress(String key) {
		// without the value, which may hold a password
		return new InvalidConfigurationException(key,
				"the base URL must be like https://host/path, without user, password and query");
	}

	private static ProviderCredential credential(String key, String value) {
		String trimmed = value.trim();
		if (trimmed.isEmpty() || trimmed.chars().anyMatch((next) -> next <= ' ' || next >= 0x7f)) {
			throw new InvalidConfigurationException(key, "the API key must be of printable ASCII without white space");
		}
		return new ProviderCredential(trimmed);
	}

}
