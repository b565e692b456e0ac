package dev.tollgate.routing;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;

/**
 * Reads the configuration's files again, as Spring Boot does at the start: the same
 * locations, profiles and imports. What was given otherwise, on the command line or in
 * the environment, cannot change and is taken from the running application.
 */
final class ConfigurationFiles {

	private static final Log logger = LogFactory.getLog(ConfigurationFiles.class);

	/** How Spring Boot names what it has read from files. */
	private static final String[] READ = { "Config resource '", "Config tree '" };

	/** A view of all others. */
	private static final String ATTACHED = "configurationProperties";

	private final ConfigurableEnvironment running;

	ConfigurationFiles(ConfigurableEnvironment running) {
		this.running = running;
	}

	/**
	 * Reads the files.
	 * @return what the application would be configured with if it started now
	 */
	ConfigurableEnvironment read() {
		StandardEnvironment fresh = new StandardEnvironment();
		fresh.getPropertySources()
			.stream()
			.map(PropertySource::getName)
			.toList()
			.forEach(fresh.getPropertySources()::remove);
		this.running.getPropertySources()
			.stream()
			.filter((source) -> !isRead(source) && !source.getName().equals(ATTACHED))
			.forEach(fresh.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(fresh);
		ConfigDataEnvironmentPostProcessor.applyTo(fresh, new DefaultResourceLoader(), new DefaultBootstrapContext());
		return fresh;
	}

	private static boolean isRead(PropertySource<?> source) {
		return Stream.of(READ).anyMatch(source.getName()::startsWith);
	}

	/**
	 * The files that an environment was read from.
	 * @param environment the environment
	 * @return those that can change
	 */
	static Set<Resource> files(ConfigurableEnvironment environment) {
		Set<Resource> files = new LinkedHashSet<>();
		environment.getPropertySources()
			.stream()
			.filter(ConfigurationFiles::isRead)
			.forEach((source) -> addFile(files, source));
		return files;
	}

	private static void addFile(Set<Resource> files, PropertySource<?> source) {
		if (!(source instanceof EnumerablePropertySource<?> listed) || listed.getPropertyNames().length == 0) {
			return;
		}
		Origin origin = OriginLookup.getOrigin(source, listed.getPropertyNames()[0]);
		if (origin instanceof TextResourceOrigin text && text.getResource() != null) {
			files.add(text.getResource());
		}
		else {
			logger.debug("No file is known of " + source.getName());
		}
	}

}
