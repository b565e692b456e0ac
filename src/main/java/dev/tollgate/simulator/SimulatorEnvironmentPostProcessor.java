package dev.tollgate.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Starts the simulator before the application and puts its addresses in place of the
 * providers', by {@code tollgate.simulator}: {@code on}, {@code off}, or {@code auto} for
 * on when no provider key is set.
 */
final class SimulatorEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SOURCE = "simulator";

	private static final List<String> KEYS = List.of("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "GEMINI_API_KEY");

	private final ConfigurableBootstrapContext bootstrap;

	SimulatorEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrap) {
		this.bootstrap = bootstrap;
	}

	// After application.yml was read.
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 10;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getPropertySources().contains(SOURCE) || !on(environment)) {
			return;
		}
		Simulator simulator = Simulator.start(settings(environment));
		environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, properties(simulator)));
		this.bootstrap.addCloseListener((event) -> register(simulator, event.getApplicationContext()));
	}

	private static boolean on(ConfigurableEnvironment environment) {
		String mode = environment.getProperty("tollgate.simulator", "auto");
		return switch (mode) {
			case "on", "true" -> true; // YAML 1.1 reads a bare on as true
			case "off", "false" -> false;
			case "auto" -> KEYS.stream().noneMatch((key) -> StringUtils.hasText(environment.getProperty(key)));
			default -> throw new InvalidConfigurationPropertyValueException("tollgate.simulator", mode,
					"It must be auto, on or off.");
		};
	}

	private static SimulatorSettings settings(ConfigurableEnvironment environment) {
		return new SimulatorSettings(environment.getProperty("tollgate.simulation.port", Integer.class, 0),
				duration(environment, "tollgate.simulation.first-token", "300ms"),
				duration(environment, "tollgate.simulation.between-events", "25ms"), Clock.systemUTC());
	}

	private static Duration duration(ConfigurableEnvironment environment, String name, String standard) {
		String value = environment.getProperty(name, standard);
		Duration duration = ApplicationConversionService.getSharedInstance().convert(value, Duration.class);
		if (duration == null) {
			throw new InvalidConfigurationPropertyValueException(name, value, "It must be a duration such as 25ms.");
		}
		return duration;
	}

	private static Map<String, Object> properties(Simulator simulator) {
		Map<String, Object> properties = new HashMap<>();
		KEYS.forEach((key) -> properties.put(key, "simulated"));
		properties.put("OPENAI_BASE_URL", simulator.openAiBaseUrl());
		properties.put("DEEPSEEK_BASE_URL", simulator.deepSeekBaseUrl());
		properties.put("GEMINI_BASE_URL", simulator.geminiBaseUrl());
		properties.put("tollgate.simulation.active", "true");
		return properties;
	}

	private static void register(Simulator simulator, ConfigurableApplicationContext context) {
		context.getBeanFactory().registerSingleton("simulator", simulator);
		if (context.getBeanFactory() instanceof DefaultSingletonBeanRegistry registry) {
			// Destroyed last, and also when the start fails; an event would come too
			// early for open streams
			registry.registerDisposableBean("simulator", simulator::close);
		}
	}

}
