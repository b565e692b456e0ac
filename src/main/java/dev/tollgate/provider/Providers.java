package dev.tollgate.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The providers that are switched on: those whose key the environment has, and those that
 * are configured.
 */
@Component
public final class Providers implements DisposableBean {

	private static final ProviderTimeouts DEFAULT_TIMEOUTS = ProvidersProperties.defaultTimeouts();

	private final Map<String, ChatProvider> providers = new LinkedHashMap<>();

	private final List<HttpUpstream> connections = new ArrayList<>();

	Providers(List<ProviderType> types, ProvidersProperties properties, Environment environment, LoopResources loops) {
		Map<String, ProviderType> known = new LinkedHashMap<>();
		types.forEach((type) -> known.put(type.name(), type));
		known.values().forEach((type) -> {
			ProviderSettings settings = fromEnvironment(type, properties.named(type.name()), environment);
			if (settings != null) {
				add(type, settings, loops);
			}
		});
		for (ProvidersProperties.Entry entry : properties.providers()) {
			if (!this.providers.containsKey(entry.name())) {
				add(type(entry, known), configured(entry, known), loops);
			}
		}
	}

	/**
	 * A provider of the environment may be configured further by an entry of its name.
	 */
	private static @Nullable ProviderSettings fromEnvironment(ProviderType type,
			ProvidersProperties.@Nullable Entry entry, Environment environment) {
		String prefix = type.name().toUpperCase(Locale.ROOT);
		String key = environment.getProperty(prefix + "_API_KEY", "").trim();
		if (key.isEmpty() || (entry != null && !entry.apiKeys().isEmpty())) {
			return null;
		}
		String url = environment.getProperty(prefix + "_BASE_URL", "").trim();
		return new ProviderSettings(type.name(), type.name(), baseUrl(url.isEmpty() ? type.baseUrl() : url),
				new ProviderCredential(key), (entry != null) ? entry.timeouts() : DEFAULT_TIMEOUTS);
	}

	private static ProviderType type(ProvidersProperties.Entry entry, Map<String, ProviderType> known) {
		ProviderType type = known.get(entry.typeOrName());
		if (type == null) {
			throw new InvalidProviderException(entry.name(),
					"there is no type '" + entry.typeOrName() + "', only " + known.keySet());
		}
		return type;
	}

	private static ProviderSettings configured(ProvidersProperties.Entry entry, Map<String, ProviderType> known) {
		ProviderType type = type(entry, known);
		if (entry.apiKeys().isEmpty()) {
			throw new InvalidProviderException(entry.name(), "it has no api-keys");
		}
		String url = (entry.baseUrl() != null) ? entry.baseUrl() : type.baseUrl();
		return new ProviderSettings(entry.name(), type.name(), baseUrl(url),
				new ProviderCredential(entry.apiKeys().getFirst()), entry.timeouts());
	}

	private static URI baseUrl(String url) {
		URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
		boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
		if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
			throw new InvalidProviderException(url, "its base URL must be like https://host/path");
		}
		return uri;
	}

	private void add(ProviderType type, ProviderSettings settings, LoopResources loops) {
		HttpUpstream http = new HttpUpstream(settings.name(), settings.timeouts(), loops);
		this.connections.add(http);
		this.providers.put(settings.name(), type.provider(settings, http));
	}

	/**
	 * Finds a provider.
	 * @param name its name
	 * @return the provider, or null if there is none of that name or it is switched off
	 */
	public @Nullable ChatProvider find(String name) {
		return this.providers.get(name);
	}

	/**
	 * All providers that are switched on.
	 * @return the providers
	 */
	public Collection<ChatProvider> all() {
		return this.providers.values();
	}

	@Override
	public void destroy() {
		this.connections.forEach(HttpUpstream::close);
	}

}
