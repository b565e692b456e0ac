package dev.tollgate.telemetry;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Leaves OpenTelemetry out of an application that has nowhere to send traces: a span that
 * nobody will see still costs a sampler's decision, some objects and a context.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final String ENABLED = "management.opentelemetry.enabled";

	private Environment environment = new StandardEnvironment();

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	static boolean isOn(Environment environment) {
		return StringUtils.hasText(environment.getProperty(ENDPOINT))
				&& environment.getProperty(ENABLED, Boolean.class, true);
	}

	@Override
	public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
		boolean on = isOn(this.environment);
		boolean[] matches = new boolean[configurations.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = on || !isOfTracing(configurations[i]);
		}
		return matches;
	}

	private static boolean isOfTracing(@Nullable String configuration) {
		return configuration != null && (configuration.startsWith("org.springframework.boot.micrometer.tracing.")
				|| configuration.startsWith("org.springframework.boot.opentelemetry."));
	}

}
