package dev.tollgate;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.simulator.SimulatedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must happen when callers misbehave: the faults 41, 42 and 47 of the fault list, as
 * far as retries and routes have a part in them. Leaving in the phases of a single call,
 * and not reading (43), is in {@link DisconnectTests}.
 */
@TestPropertySource(properties = "tollgate.retry.budget-floor=10")
class CallerFaultTests extends FailoverGatewayTests {

	private static final String STREAMED = ",\"stream\":true";

	// 41

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void leavingWhileARetryIsWaitedForEndsTheRequest(boolean reset) throws IOException {
		for (String streamed : new String[] { STREAMED, "" }) {
			this.simulator.clear();
			List<String> before = ids();
			double overheads = this.gateway.metric("tollgate_overhead_seconds_count");
			try (Socket socket = send("waiting/gpt-4o", "times=1 status=429 retry-after=2", streamed)) {
				Awaitility.await().until(() -> this.simulator.calls().size() == 1 && this.simulator.open() == 0);
				leave(socket, reset);
			}
			JsonNode row = cancelled(before);
			assertThat(row.path("attempts").path(0).path("outcome").asString()).isEqualTo("rate_limited");
			assertThat(this.simulator.calls()).hasSize(1);
			// less of the pause is not more of the gateway's own time, nor less than none
			assertThat(this.gateway.metric("tollgate_overhead_seconds_count") - overheads).isEqualTo(1);
		}
		// the key is used again only when its time has come
		Awaitility.await().until(() -> ask("waiting/gpt-4o", "tokens=3").statusCode() == 200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "delay=30s", "first-token=30s" })
	void leavingInTheSecondAttemptEndsIt(String marker) throws IOException {
		for (boolean reset : new boolean[] { true, false }) {
			this.simulator.clear();
			List<String> before = ids();
			try (Socket socket = send("patient-second", "only=openai hang-up; only=deepseek " + marker, "")) {
				Awaitility.await().until(() -> this.simulator.calls().size() == 2 && this.simulator.open() == 1);
				leave(socket, reset);
			}
			Awaitility.await().until(() -> this.simulator.open() == 0);
			assertThat(this.simulator.calls().getLast().outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
			assertThat(cancelled(before).path("attempts")).hasSize(2);
		}
	}

	private List<String> ids() {
		return this.reports.rows("limit=100").stream().map((row) -> row.path("id").asString()).toList();
	}

	/** The only row of a caller who left that was not there before. */
	private JsonNode cancelled(List<String> before) {
		JsonNode row = Awaitility.await("the row")
			.until(() -> this.reports.rows("limit=100")
				.stream()
				.filter((newer) -> !before.contains(newer.path("id").asString())
						&& newer.path("outcome").asString().equals("cancelled"))
				.toList(), (rows) -> rows.size() == 1)
			.getFirst();
		assertThat(row.path("attempts").valueStream())
			.noneMatch((attempt) -> attempt.path("state").asString().equals("reserved"));
		return row;
	}

	// 42

	@Test
	void whoLeavesAfterTheUsageIsBilledForWhatTheProviderReported() throws IOException {
		List<String> before = ids();
		// three tokens, and the usage is the sixth event: only [DONE] is missing
		try (Socket socket = send("gpt-4o", "tokens=3 stall=6",
				STREAMED + ",\"stream_options\":{\"include_usage\":true}")) {
			Awaitility.await().until(() -> this.simulator.calls().stream().anyMatch((call) -> call.eventsSent() == 6));
			// the usage waits for the end, so the caller cannot tell that it is there;
			// but what
			// was sent before is read before, on each of the event loops
			for (int i = 0; i < 8; i++) {
				assertThat(ask("gpt-4o", "tokens=1").statusCode()).isEqualTo(200);
			}
			leave(socket, true);
		}
		JsonNode row = cancelled(before);
		assertThat(row.path("source").asString()).isEqualTo("provider");
		assertThat(row.path("usage").path("output").asLong()).isEqualTo(3);
	}

	// 47

	@ParameterizedTest
	@ValueSource(strings = { "status=503", "status=429 retry-after=1", "cut=0" })
	void aStormOfRetriesDoesNotBecomeAStormAtTheProvider(String fault) {
		// what an earlier storm was granted is forgotten after ten seconds
		String route = "storm-" + fault.substring(0, 3) + (fault.contains("429") ? "429" : "");
		this.simulator.fault("openai", fault);
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			calls.add(this.gateway.http()
				.sendAsync(this.gateway.keyed(CHAT)
					.POST(HttpRequest.BodyPublishers.ofString(GatewayCaller.ask(route, prompt(""), "")))
					.build(), HttpResponse.BodyHandlers.ofString()));
		}
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().statusCode()).isIn(429, 502, 503));
		assertThat(this.simulator.calls()).hasSizeLessThanOrEqualTo(240);
	}

	private static void leave(Socket socket, boolean reset) throws IOException {
		if (reset) {
			socket.setSoLinger(true, 0);
		}
		socket.close();
	}

	private Socket send(String model, String marker, String more) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		socket.setSoTimeout(20_000);
		write(socket, GatewayCaller.ask(model, prompt(marker), more));
		return socket;
	}

	private static void write(Socket socket, String body) throws IOException {
		socket.getOutputStream()
			.write(("POST " + CHAT + " HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer " + GatewayCaller.KEY
					+ "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
	}

}
