package dev.tollgate.simulator;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIOException;

class SimulatorStartTests {

	@Test
	void withoutAnyKeyItAnswersForAllProvidersUntilTheContextCloses() throws IOException {
		URI openAi;
		try (ConfigurableApplicationContext context = run("--OPENAI_API_KEY=", "--DEEPSEEK_API_KEY=",
				"--GEMINI_API_KEY=")) {
			Environment environment = context.getEnvironment();
			Simulator simulator = context.getBean(Simulator.class);
			openAi = URI.create(simulator.openAiBaseUrl());
			assertThat(environment.getProperty("OPENAI_BASE_URL")).isEqualTo(simulator.openAiBaseUrl());
			assertThat(environment.getProperty("DEEPSEEK_BASE_URL")).isEqualTo(simulator.deepSeekBaseUrl());
			assertThat(environment.getProperty("GEMINI_BASE_URL")).isEqualTo(simulator.geminiBaseUrl());
			assertThat(environment.getProperty("OPENAI_API_KEY")).isEqualTo("simulated");
			assertThat(environment.getProperty("tollgate.simulation.active")).isEqualTo("true");
			connect(openAi);
		}
		assertThatIOException().isThrownBy(() -> connect(openAi));
	}

	@Test
	void aKeyKeepsItOff() {
		try (ConfigurableApplicationContext context = run("--GEMINI_API_KEY=real")) {
			assertThat(context.getBeanProvider(Simulator.class).getIfAvailable()).isNull();
			assertThat(context.getEnvironment().getProperty("GEMINI_API_KEY")).isEqualTo("real");
		}
	}

	@Test
	void onReplacesEvenARealKey() {
		try (ConfigurableApplicationContext context = run("--GEMINI_API_KEY=real", "--tollgate.simulator=on")) {
			assertThat(context.getEnvironment().getProperty("GEMINI_API_KEY")).isEqualTo("simulated");
		}
	}

	@Test
	void offKeepsItOff() {
		try (ConfigurableApplicationContext context = run("--tollgate.simulator=off")) {
			assertThat(context.getBeanProvider(Simulator.class).getIfAvailable()).isNull();
		}
	}

	@Test
	void anotherValueStopsTheStart() {
		assertThatException().isThrownBy(() -> run("--tollgate.simulator=maybe"))
			.withMessageContaining("tollgate.simulator");
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(Nothing.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(arguments);
	}

	private static void connect(URI address) throws IOException {
		new Socket(address.getHost(), address.getPort()).close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
