package dev.tollgate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.tollgate.wire.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of the providers.
 */
class ProviderHealthTests extends GatewayTests {

	private String management(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.gateway.managementUrl(path))).build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
	}

	@Test
	void theHealthOfProvidersIsToldAndDoesNotCount() throws Exception {
		JsonNode health = Json.MAPPER.readTree(management("/actuator/health/providers"));
		assertThat(health.path("status").asString("")).isEqualTo("UP");
		JsonNode openai = health.path("components").path("upstream").path("details").path("openai");
		assertThat(openai.path("in_flight").isIntegralNumber()).isTrue();
		assertThat(openai.path("keys").path(0).asString("")).isEqualTo("ready");
		assertThat(management("/actuator/health/readiness")).doesNotContain("upstream");
	}

	@Test
	void administratorsSeeThemBesideTheRoutes() {
		this.gateway.stream("openai/gpt-4o", "Hi");
		JsonNode providers = GatewayCaller.json(this.gateway.get("/admin/providers"));
		JsonNode openai = providers.path("data")
			.valueStream()
			.filter((provider) -> provider.path("name").asString().equals("openai"))
			.findFirst()
			.orElseThrow();
		assertThat(openai.path("state").asString()).isEqualTo("ready");
		assertThat(openai.path("in_flight").asInt(-1)).isNotNegative();
		assertThat(openai.path("max_in_flight").asInt()).isPositive();
		assertThat(openai.path("keys")).isEqualTo(GatewayCaller.json("""
				[{"key": 1, "state": "ready", "rests_for_ms": null}]
				"""));
		assertThat(openai.path("first_token_ms").path("gpt-4o").isIntegralNumber()).isTrue();
		assertThat(providers.toString()).doesNotContain("simulated", "127.0.0.1");
	}

	@Test
	void breakersAndConnectionsHaveMeters() throws Exception {
		String scrape = management("/actuator/prometheus");
		assertThat(scrape).containsPattern("resilience4j_circuitbreaker_state\\{[^}]*name=\"openai\"[^}]*}")
			.containsPattern("resilience4j_circuitbreaker_failure_rate\\{[^}]*name=\"deepseek\"")
			.contains("tollgate_upstream_connections{provider=\"gemini\",state=\"pending\"}");
	}

}
