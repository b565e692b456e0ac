package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of an attempt whose pause is over.
 */
class PauseTests extends FailoverGatewayTests {

	@Test
	void anAttemptThatFindsNoPlaceAfterItsPauseIsNoAttempt() throws IOException {
		double failed = failed();
		CompletableFuture<HttpResponse<String>> pausing = this.gateway.http()
			.sendAsync(this.gateway.keyed(CHAT)
				.POST(HttpRequest.BodyPublishers
					.ofString(GatewayCaller.ask("single/gpt-4o", prompt("times=1 status=503 retry-after=2"), "")))
				.build(), HttpResponse.BodyHandlers.ofString());
		Awaitility.await().until(() -> failed() - failed == 1);
		try (InputStream other = this.gateway
			.open(CHAT, GatewayCaller.ask("single/gpt-4o", prompt("stall=3"), ",\"stream\":true"))
			.body()) {
			assertThat(other.read()).isEqualTo('d');
			HttpResponse<String> response = pausing.join();
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(header(response, "x-tollgate-attempts")).isIn("", "1");
			assertThat(attempts(response)).containsExactly("single failed", "single failed");
		}
		assertThat(called()).hasSize(2);
		assertThat(failed() - failed).isEqualTo(1);
	}

	private double failed() {
		return this.gateway.metric("tollgate_attempts_total", "provider", "single", "outcome", "failed");
	}

}
