package dev.tollgate;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers who come at a steady rate, whatever becomes of those before them, every other
 * one for a stream; and what each of them was told that his call cost.
 */
final class SteadyLoad implements AutoCloseable {

	private static final int MILLIS_BETWEEN_CALLS = 14;

	private static final int REFUSALS = 100;

	private final GatewayCaller gateway;

	private final String run;

	private final ScheduledExecutorService clock = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

	private final Phaser underWay = new Phaser(1);

	private final AtomicInteger numbers = new AtomicInteger();

	private final Map<String, BigDecimal> answered = new ConcurrentHashMap<>();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private SteadyLoad(GatewayCaller gateway, String run) {
		this.gateway = gateway;
		this.run = run;
	}

	/**
	 * Begins to call.
	 * @param run a name by which the calls are found again
	 */
	static SteadyLoad start(GatewayCaller gateway, String run) {
		SteadyLoad load = idle(gateway, run);
		var _ = load.clock.scheduleAtFixedRate(load::callAside, 0, MILLIS_BETWEEN_CALLS, TimeUnit.MILLISECONDS);
		return load;
	}

	/** One that calls when it is told to. */
	static SteadyLoad idle(GatewayCaller gateway, String run) {
		return new SteadyLoad(gateway, run);
	}

	/** Calls as fast as it can, until nothing else comes than that the ledger is full. */
	void callUntilRefused(int callers) {
		AtomicInteger refused = new AtomicInteger();
		List<Thread> threads = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> {
			while (refused.get() < REFUSALS) {
				refused.set(call() ? 0 : refused.get() + 1);
			}
		})).limit(callers).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}
		assertThat(this.failures).allMatch((failure) -> failure.contains("ledger_full"));
	}

	private void callAside() {
		this.underWay.register();
		Thread.ofVirtual().start(() -> {
			try {
				var _ = call();
			}
			finally {
				this.underWay.arriveAndDeregister();
			}
		});
	}

	/** Calls once, in this thread, and says whether there was an answer. */
	private boolean call() {
		String id = this.run + "-" + this.numbers.incrementAndGet();
		boolean streamed = id.hashCode() % 2 == 0;
		try {
			String text = "Say " + id + " [[simulate tokens=5]]";
			String[] headers = { "x-request-id", id, "x-tollgate-tags", "run=" + this.run };
			HttpResponse<String> response = streamed ? this.gateway.stream("gpt-4o", text, headers)
					: this.gateway.chat("gpt-4o", text, headers);
			this.answered.put(id, streamed ? costOfStream(response) : costOf(response));
			return true;
		}
		catch (RuntimeException | AssertionError ex) {
			this.failures.add(id + ": " + ex);
			return false;
		}
	}

	private static BigDecimal costOf(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return new BigDecimal(response.headers().firstValue("x-tollgate-cost-usd").orElseThrow());
	}

	private static BigDecimal costOfStream(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(GatewayCaller.data(response.body()).getLast()).isEqualTo("[DONE]");
		List<JsonNode> events = GatewayCaller.events(response.body());
		return new BigDecimal(events.getLast().path("usage").path("cost").path("usd").asString());
	}

	int answered() {
		return this.answered.size();
	}

	List<String> failures() {
		return List.copyOf(this.failures);
	}

	/** Ends when the last caller has his answer. */
	void stop() {
		this.clock.shutdown();
		try {
			assertThat(this.clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		this.underWay.arriveAndAwaitAdvance();
	}

	/** Checks that the ledger has each call that was answered once, at its cost. */
	void checkLedger() {
		Map<String, BigDecimal> rows = rows();
		assertThat(rows.keySet()).isEqualTo(this.answered.keySet());
		rows.forEach((id, cost) -> assertThat(cost).as(id).isEqualByComparingTo(this.answered.get(id)));
		BigDecimal sum = this.answered.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
		JsonNode costs = GatewayCaller.json(this.gateway.get("/admin/costs?group_by=tag:run")).path("data");
		int found = 0;
		for (JsonNode group : costs) {
			if (this.run.equals(group.path("tag:run").asString(""))) {
				found++;
				assertThat(group.path("requests").asInt()).isEqualTo(this.answered.size());
				assertThat(new BigDecimal(group.path("cost_usd").asString())).isEqualByComparingTo(sum);
			}
		}
		assertThat(found).as(costs.toString()).isOne();
	}

	private Map<String, BigDecimal> rows() {
		Map<String, BigDecimal> rows = new HashMap<>();
		String cursor = "";
		do {
			HttpResponse<String> response = this.gateway.get("/admin/requests?limit=1000" + cursor);
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			JsonNode page = GatewayCaller.json(response);
			for (JsonNode row : page.path("data")) {
				if (this.run.equals(row.path("tags").path("run").asString(""))) {
					assertThat(row.path("state").asString()).isEqualTo("settled");
					String id = row.path("client_request_id").asString();
					assertThat(rows.put(id, new BigDecimal(row.path("cost_usd").asString()))).as("one row of " + id)
						.isNull();
				}
			}
			JsonNode next = page.path("next_cursor");
			cursor = next.isNull() ? "" : "&cursor=" + next.asString();
		}
		while (!cursor.isEmpty());
		return rows;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

}
