package dev.tollgate.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.chat.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The providers that are switched on: those whose key the environment has, and those that
 * are configured.
 */
@Component
public final class Providers implements DisposableBean, SmartLifecycle {

	private static final ProviderTimeouts DEFAULT_TIMEOUTS = ProvidersProperties.defaultTimeouts();

	/**
	 * Stopped after the web server has let go of its callers, and long before the
	 * connections close.
	 */
	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 512;

	private static final String KEY = "tollgate.providers";

	private final Map<String, ChatProvider> providers = new LinkedHashMap<>();

	private final Set<String> known = new HashSet<>();

	private final Map<String, HttpUpstream> connections = new LinkedHashMap<>();

	private volatile boolean running;

	private final Breakers breakers;

	private final SslBundles bundles;

	private final LoopResources loops;

	Providers(List<ProviderType> types, ProvidersProperties properties, Environment environment, Breakers breakers,
			SslBundles bundles, LoopResources loops) {
		this.bundles = bundles;
		this.breakers = breakers;
		this.loops = loops;
		Map<String, ProviderType> known = new LinkedHashMap<>();
		types.forEach((type) -> known.put(type.name(), type));
		known.values().forEach((type) -> {
			ProvidersProperties.Entry entry = properties.named(type.name());
			ProviderSettings settings = fromEnvironment(type, entry, environment);
			if (settings != null) {
				add(type, settings, entry);
			}
		});
		this.known.addAll(known.keySet());
		Set<String> names = new HashSet<>();
		for (ProvidersProperties.Entry entry : properties.providers()) {
			if (!names.add(entry.name())) {
				throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' is there twice");
			}
			this.known.add(entry.name());
			if (!this.providers.containsKey(entry.name())) {
				add(type(entry, known), configured(entry, known), entry);
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
		return new ProviderSettings(type.name(), type.name(),
				baseUrl(prefix + "_BASE_URL", url.isEmpty() ? type.baseUrl() : url),
				List.of(credential(prefix + "_API_KEY", key)), (entry != null) ? entry.timeouts() : DEFAULT_TIMEOUTS);
	}

	private static ProviderType type(ProvidersProperties.Entry entry, Map<String, ProviderType> known) {
		ProviderType type = known.get(entry.typeOrName());
		if (type == null) {
			throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' has the type '"
					+ entry.typeOrName() + "', but there are only " + known.keySet());
		}
		return type;
	}

	private static ProviderSettings configured(ProvidersProperties.Entry entry, Map<String, ProviderType> known) {
		ProviderType type = type(entry, known);
		if (entry.apiKeys().isEmpty()) {
			throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' has no api-keys");
		}
		String url = (entry.baseUrl() != null) ? entry.baseUrl() : type.baseUrl();
		return new ProviderSettings(entry.name(), type.name(), baseUrl(KEY + " (" + entry.name() + ")", url),
				entry.apiKeys().stream().map((key) -> credential(KEY + " (" + entry.name() + ")", key)).toList(),
				entry.timeouts());
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

	private void add(ProviderType type, ProviderSettings settings, ProvidersProperties.@Nullable Entry entry) {
		ProviderKeys keys = new ProviderKeys(settings, (entry != null) ? entry.limits() : UpstreamLimits.DEFAULT,
				this.breakers);
		HttpUpstream http = new HttpUpstream(settings, keys,
				(entry != null) ? entry.connections() : ConnectionSettings.DEFAULT, tls(entry),
				(entry != null) ? entry.drainLimits() : null, this.loops);
		this.connections.put(settings.name(), http);
		this.providers.put(settings.name(), type.provider(settings, http));
	}

	private UpstreamTls tls(ProvidersProperties.@Nullable Entry entry) {
		if (entry == null) {
			return UpstreamTls.DEFAULT;
		}
		String name = entry.sslBundle();
		if (name == null) {
			return new UpstreamTls(entry.http2(), null);
		}
		try {
			return new UpstreamTls(entry.http2(), this.bundles.getBundle(name));
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationException(KEY,
					"the provider '" + entry.name() + "' has the ssl-bundle '" + name + "', which there is not");
		}
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
	 * What is going on with all that are switched on. To ask changes nothing.
	 * @return their states, in the order of the configuration
	 */
	public List<ProviderState> states() {
		return this.providers.values().stream().map(ChatProvider::state).toList();
	}

	/** The connections to each provider, by its name. */
	Map<String, HttpUpstream> upstreams() {
		return Collections.unmodifiableMap(this.connections);
	}

	/**
	 * Whether there is such a provider, be it switched off.
	 * @param name its name
	 * @return true for a type of provider and for one that is configured
	 */
	public boolean knows(String name) {
		return this.known.contains(name);
	}

	@Override
	public void start() {
		this.connections.values().forEach((http) -> http.drains().reopen());
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
			// nobody waits
		});
	}

	/**
	 * Ends the calls that go on without their callers, so that what they cost is told
	 * before the application is gone.
	 * @param callback told when all have ended
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture<?>[] drained = this.connections.values()
			.stream()
			.map((http) -> http.drains().close())
			.toArray(CompletableFuture[]::new);
		var _ = CompletableFuture.allOf(drained).thenRun(callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		this.connections.values().forEach(HttpUpstream::close);
	}

}
