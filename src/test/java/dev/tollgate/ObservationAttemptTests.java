package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request of several attempts is as many observations, each of whom was called.
 */
class ObservationAttemptTests extends FailoverGatewayTests {

	private static final String CALLS = "gen_ai_client_operation_seconds_count";

	private Scrape before = new Scrape(Map.of());

	@BeforeEach
	void look() {
		this.before = Scrape.of(this.gateway.scrape(), CALLS);
	}

	@Test
	void everyAttemptIsObservedAsWhomItCalled() {
		HttpResponse<String> response = ask("failover", "only=openai status=503");
		assertThat(attempts(response)).containsExactly("openai failed", "deepseek completed");
		assertThat(grown()).isEqualTo(
				Map.of("failover openai UpstreamFailed", BigDecimal.ONE, "failover deepseek none", BigDecimal.ONE));
	}

	@Test
	void anAttemptThatWasWaitedForAndNotMadeIsNone() throws IOException {
		String body = GatewayCaller.ask("alone", prompt("status=503 retry-after=2"), "");
		double requests = requests();
		double overheads = this.gateway.metric("tollgate_overhead_seconds_count");
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.getOutputStream()
				.write(("POST " + CHAT + " HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer " + GatewayCaller.KEY
						+ "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.US_ASCII));
			Awaitility.await().until(() -> this.simulator.calls().size() == 1 && grown().size() == 1);
		}
		Awaitility.await().until(() -> requests() - requests == 1);
		assertThat(this.simulator.calls()).hasSize(1);
		// the pause that was cut short is not taken off in full, or the rest were
		// negative
		assertThat(this.gateway.metric("tollgate_overhead_seconds_count") - overheads).isEqualTo(1);
		assertThat(grown()).isEqualTo(Map.of("alone openai UpstreamFailed", BigDecimal.ONE));
	}

	private double requests() {
		return this.gateway.metric("tollgate_requests_total", "route", "alone", "outcome", "cancelled");
	}

	private Map<String, BigDecimal> grown() {
		Map<String, BigDecimal> grown = new TreeMap<>();
		Scrape.of(this.gateway.scrape(), CALLS)
			.since(this.before, CALLS)
			.forEach((series, growth) -> grown.put(
					series.label("tollgate_route") + " " + series.label("gen_ai_system") + " " + series.label("error"),
					growth.amount().stripTrailingZeros()));
		return grown;
	}

}
