package dev.tollgate.demo;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.ConfigurableEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A demonstration calls no provider and writes to nobody's ledger, whatever is set where
 * it is started.
 */
class DemoCommandTests {

	@Test
	void optionsAreShortAndTheRestIsFenced() {
		List<String> arguments = DemoCommand.arguments(
				List.of("demo", "--speed=60", "--rate=5", "--days=1", "--server.port=9090"),
				Map.of("TOLLGATE_ADMIN_KEY", "tg-given"));
		assertThat(arguments)
			.contains("--tollgate.demo.speed=60", "--tollgate.demo.rate=5", "--tollgate.demo.days=1",
					"--server.port=9090", "--spring.profiles.active=demo", "--tollgate.simulator=on",
					"--spring.config.location=classpath:/")
			.anyMatch((argument) -> argument.startsWith("--tollgate.data-dir="))
			.noneMatch((argument) -> argument.startsWith("--tollgate.admin-key="));
	}

	@Test
	void withoutAKeyOneIsMadeAndShown() {
		List<String> arguments = DemoCommand.arguments(List.of("demo"), Map.of());
		String key = arguments.stream()
			.filter((argument) -> argument.startsWith("--tollgate.admin-key=tg-demo-"))
			.map((argument) -> argument.substring("--tollgate.admin-key=".length()))
			.findFirst()
			.orElseThrow();
		assertThat(arguments).contains("--tollgate.demo.generated-key=" + key);
		assertThat(DemoCommand.arguments(List.of("demo"), Map.of())).doesNotContain("--tollgate.admin-key=" + key);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--tollgate.simulator=off", "--spring.datasource.url=jdbc:postgresql://x/y",
			"--tollgate.data-dir=.", "--spring.profiles.active=prod", "speed=60", "--sped=60", "help" })
	void whatCouldReachTheWorldIsRefused(String argument) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> DemoCommand.arguments(List.of("demo", argument), Map.of()))
			.withMessageStartingWith("Usage: ");
	}

	@Test
	void ofTheEnvironmentOnlyPortsAndTheLikeAreHeard() {
		ConfigurableEnvironment environment = DemoCommand
			.environment(Map.of("OPENAI_API_KEY", "sk-real", "SPRING_DATASOURCE_URL", "jdbc:postgresql://x/y",
					"SPRING_DATA_REDIS_URL", "redis://x", "TOLLGATE_ROUTES_0_NAME", "chat", "SPRING_APPLICATION_JSON",
					"{}", "SERVER_PORT", "9090", "MANAGEMENT_SERVER_PORT", "9091"));
		for (String name : List.of("OPENAI_API_KEY", "spring.datasource.url", "spring.data.redis.url",
				"tollgate.routes[0].name", "SPRING_APPLICATION_JSON", "PATH")) {
			assertThat(environment.getProperty(name)).as(name).isNull();
		}
		assertThat(environment.getProperty("server.port")).isEqualTo("9090");
		assertThat(environment.getProperty("management.server.port")).isEqualTo("9091");
	}

	@ParameterizedTest
	@EnumSource
	void everyRequestIsJsonAndIsMadeAtSomeHour(DemoRequest request) {
		Random random = new Random(7);
		assertThat(JsonMapper.shared().readTree(request.body(random, " status=503")).isObject()).isTrue();
		assertThat(request.path()).startsWith("/");
		boolean made = false;
		for (int i = 0; i < 2000 && !made; i++) {
			made = DemoRequest.any(random, false) == request;
		}
		assertThat(made).isTrue();
	}

}
