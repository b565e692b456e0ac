package dev.tollgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import dev.tollgate.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Killed again and again in the middle of its work, the gateway accounts for every call
 * that a provider saw, once.
 */
class CrashJarTests {

	private static final int CALLERS = 8;

	private static final Pattern NUMBER = Pattern.compile("number (\\d+)");

	@TempDir
	private Path directory = Path.of("");

	private final Simulator simulator = Simulator
		.start(new SimulatorSettings(0, Duration.ofMillis(5), Duration.ofMillis(1), Clock.systemUTC()));

	private final AtomicInteger numbers = new AtomicInteger();

	/** What callers were answered by number, for calls that were answered whole. */
	private final Map<Integer, String> answered = new ConcurrentHashMap<>();

	/** What the upstream saw by number. */
	private final Map<Integer, SimulatedCall> seen = new HashMap<>();

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@Test
	void everyCallThatTheUpstreamSawHasExactlyOneRow() throws Exception {
		Random random = new Random();
		int kills = Integer.getInteger("tollgate.kills", 8);
		for (int i = 0; i < kills; i++) {
			try (GatewayProcess gateway = start()) {
				killUnderLoad(gateway, 20 + random.nextInt(150));
			}
			collect();
		}
		try (GatewayProcess gateway = start()) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> gateway.metric("tollgate_ledger_pending_rows") == 0);
			// calls that the last kills left open are not pending: they are recovered
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(500))
				.untilAsserted(() -> assertThat(rows(gateway).keySet()).as("rows of the calls that the upstream saw")
					.containsAll(this.seen.keySet()));
			check(gateway);
		}
	}

	private GatewayProcess start() throws IOException {
		return new GatewayProcess(this.directory, Map.of("OPENAI_BASE_URL", this.simulator.openAiBaseUrl(),
				"OPENAI_API_KEY", "simulated", "TOLLGATE_SIMULATOR", "off"));
	}

	private void killUnderLoad(GatewayProcess gateway, int calls) throws InterruptedException {
		AtomicBoolean dead = new AtomicBoolean();
		int until = this.numbers.get() + calls;
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(Thread.ofVirtual().start(() -> callOn(gateway, dead)));
		}
		Awaitility.await().pollInterval(Duration.ofMillis(3)).until(() -> this.numbers.get() >= until);
		gateway.kill();
		dead.set(true);
		for (Thread caller : callers) {
			caller.join();
		}
	}

	private void callOn(GatewayProcess gateway, AtomicBoolean dead) {
		while (!dead.get()) {
			int number = this.numbers.incrementAndGet();
			String extra = (number % 2 == 0) ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
			try {
				this.answered.put(number,
						gateway
							.chat(GatewayCaller.ask("gpt-4o", "Say number " + number + " [[simulate tokens=20]]",
									extra), "number=" + number)
							.body());
			}
			catch (IOException ex) {
				// killed in the middle of it, which is what this is about
				continue;
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void collect() {
		Awaitility.await().until(() -> this.simulator.open() == 0);
		for (SimulatedCall call : this.simulator.calls()) {
			Matcher number = NUMBER.matcher(String.valueOf(call.body()));
			assertThat(number.find()).isTrue();
			assertThat(this.seen.put(Integer.valueOf(number.group(1)), call)).isNull();
		}
		this.simulator.clear();
	}

	private void check(GatewayProcess gateway) {
		Map<Integer, JsonNode> rows = rows(gateway);
		int recovered = 0;
		BigDecimal sum = BigDecimal.ZERO;
		for (Map.Entry<Integer, JsonNode> row : rows.entrySet()) {
			sum = sum.add(new BigDecimal(row.getValue().path("cost_usd").asString()));
			SimulatedCall call = this.seen.get(row.getKey());
			if ("recovered".equals(row.getValue().path("state").asString())) {
				recovered++;
				assertThat(row.getValue().path("usage").path("input").asLong()).isPositive();
				assertThat(this.answered).as("a call that was answered whole was settled before")
					.doesNotContainKey(row.getKey());
			}
			else if (call != null && "provider".equals(row.getValue().path("source").asString())) {
				assertThat(row.getValue().path("usage").path("input").asLong()).isEqualTo(call.usage().input());
				assertThat(row.getValue().path("usage").path("output").asLong()).isEqualTo(call.usage().output());
			}
		}
		assertThat(rows.keySet()).containsAll(this.answered.keySet());
		assertThat(recovered).isPositive();
		JsonNode total = gateway.get("/admin/costs").path("data").path(0);
		assertThat(new BigDecimal(total.path("cost_usd").asString())).isEqualByComparingTo(sum);
		assertThat(total.path("requests").asInt()).isEqualTo(rows.size());
	}

	private static Map<Integer, JsonNode> rows(GatewayProcess gateway) {
		Map<Integer, JsonNode> rows = new HashMap<>();
		String cursor = "";
		do {
			JsonNode page = gateway.get("/admin/requests?limit=1000" + cursor);
			for (JsonNode row : page.path("data")) {
				int number = Integer.parseInt(row.path("tags").path("number").asString());
				assertThat(rows.put(number, row)).as("one row of call " + number).isNull();
			}
			JsonNode next = page.path("next_cursor");
			cursor = next.isNull() ? "" : "&cursor=" + next.asString();
		}
		while (!cursor.isEmpty());
		return rows;
	}

}
