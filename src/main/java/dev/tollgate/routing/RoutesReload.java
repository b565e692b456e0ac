package dev.tollgate.routing;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import dev.tollgate.pricing.Fingerprint;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.validation.Validator;

/**
 * Puts the routes of the configuration's files in force while the gateway runs. Only
 * routes are read again, providers and all else are not.
 */
@Component
public final class RoutesReload {

	private final Router router;

	private final ConfigurationFiles files;

	private final Validator validator;

	// reading files may block: a lock lets virtual threads wait, and calls never do
	private final ReentrantLock reloading = new ReentrantLock();

	private volatile ConfigurableEnvironment known;

	private volatile String fingerprint;

	private volatile String seen = "";

	RoutesReload(Router router, ConfigurableEnvironment environment, Validator defaultValidator) {
		this.router = router;
		this.files = new ConfigurationFiles(environment);
		this.validator = defaultValidator;
		this.known = environment;
		this.fingerprint = Fingerprint.of(ConfigurationFiles.files(environment));
	}

	/**
	 * Reads all files anew. It blocks, and is not for an event loop.
	 * @return what changed
	 * @throws InvalidRoutesException if the configuration cannot be read or is not sound:
	 * the old routes stay in force
	 */
	public RoutesChange reload() {
		this.reloading.lock();
		try {
			return read(Fingerprint.of(ConfigurationFiles.files(this.known)));
		}
		finally {
			this.reloading.unlock();
		}
	}

	/**
	 * Reads all files anew if one of them has changed since they were read last,
	 * successfully or not, and none since this was asked last: half a file may be sound,
	 * and without its routes.
	 * @return what changed, empty if no file has changed
	 * @throws InvalidRoutesException once per content that is not sound: the old routes
	 * stay in force
	 */
	Optional<RoutesChange> reloadIfChanged() {
		this.reloading.lock();
		try {
			String now = Fingerprint.of(ConfigurationFiles.files(this.known));
			boolean settled = now.equals(this.seen);
			this.seen = now;
			return (!settled || now.equals(this.fingerprint)) ? Optional.empty() : Optional.of(read(now));
		}
		finally {
			this.reloading.unlock();
		}
	}

	private RoutesChange read(String now) {
		this.fingerprint = now;
		try {
			ConfigurableEnvironment fresh = this.files.read();
			RoutesChange change = replace(fresh);
			Set<Resource> files = ConfigurationFiles.files(fresh);
			if (!files.equals(ConfigurationFiles.files(this.known))) {
				this.fingerprint = Fingerprint.of(files);
			}
			this.known = fresh;
			return change;
		}
		catch (RuntimeException ex) {
			throw new InvalidRoutesException(BindingFailure.words(ex, names()), ex);
		}
	}

	/**
	 * The files that an operator can have changed, where it is not known which it was.
	 */
	private String names() {
		return ConfigurationFiles.files(this.known)
			.stream()
			.filter((file) -> !(file instanceof ClassPathResource))
			.map((file) -> file.getDescription() + ", ")
			.collect(Collectors.joining());
	}

	private RoutesChange replace(ConfigurableEnvironment fresh) {
		Binder binder = Binder.get(fresh);
		CatalogProperties catalog = bind(binder, "tollgate.catalog", CatalogProperties.class);
		RoutesProperties routes = bind(binder, "tollgate", RoutesProperties.class);
		return this.router.replace(catalog.routes(), routes.routes());
	}

	private <T> T bind(Binder binder, String prefix, Class<T> type) {
		return binder.bindOrCreate(prefix, Bindable.of(type), new ValidationBindHandler(this.validator));
	}

}
