package dev.tollgate.provider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

	/**
	 * Stopped after the web server has let go of its callers, and long before the
	 * connections close.
	 */
	private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 512;

	private static final String KEY = "tollgate.providers";

	private final Map<String, ChatProvider> providers = new LinkedHashMap<>();

	private final Set<String> known = new HashSet<>();

	private final Map<String, HttpUpstream> connections = new LinkedHashMap<>();

	private final List<Account> accounts = new ArrayList<>();

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
		for (ProviderType type : known.values()) {
			if (type instanceof HttpProviderType http) {
				ProvidersProperties.Entry entry = properties.named(type.name());
				ProviderSettings settings = HttpSettings.fromEnvironment(http, entry, environment);
				if (settings != null) {
					add(http, settings, entry);
				}
			}
		}
		this.known.addAll(known.keySet());
		Set<String> names = new HashSet<>();
		for (ProvidersProperties.Entry entry : properties.providers()) {
			if (!names.add(entry.name())) {
				throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' is there twice");
			}
			this.known.add(entry.name());
			if (!this.providers.containsKey(entry.name())) {
				add(entry, type(entry, known));
			}
		}
	}

	private static ProviderType type(ProvidersProperties.Entry entry, Map<String, ProviderType> known) {
		ProviderType type = known.get(entry.typeOrName());
		if (type == null) {
			throw new InvalidConfigurationException(KEY, "the provider '" + entry.name() + "' has the type '"
					+ entry.typeOrName() + "', but there are only " + known.keySet());
		}
		return type;
	}

	private void add(ProvidersProperties.Entry entry, ProviderType type) {
		switch (type) {
			case HttpProviderType http -> add(http, HttpSettings.of(entry, http), entry);
			case BeanProviderType bean -> {
				BeanSettings settings = entry.bean(type.name());
				this.providers.put(entry.name(),
						bean.provider(settings, new ProviderKeys(settings, entry.limits(), this.breakers)));
			}
		}
	}

	private void add(HttpProviderType type, ProviderSettings settings, ProvidersProperties.@Nullable Entry entry) {
		ProviderKeys keys = new ProviderKeys(settings, (entry != null) ? entry.limits() : UpstreamLimits.DEFAULT,
				this.breakers);
		HttpUpstream http = new HttpUpstream(settings, keys,
				(entry != null) ? entry.connections() : ConnectionSettings.DEFAULT, tls(entry),
				(entry != null) ? entry.drainLimits() : null, this.loops);
		this.connections.put(settings.name(), http);
		this.providers.put(settings.name(), type.provider(settings, http));
		BalanceQuery balance = type.balance();
		for (int key = 1; balance != null && key <= settings.credentials().size(); key++) {
			this.accounts.add(new Account(settings.name(), key, settings, http, balance));
		}
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

	/** The accounts at providers that say what is left on them. */
	List<Account> accounts() {
		return List.copyOf(this.accounts);
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
