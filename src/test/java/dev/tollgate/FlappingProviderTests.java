package dev.tollgate;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must happen when a whole provider fails for a while or is slow: the faults 39 and
 * 40 of the fault list.
 */
class FlappingProviderTests extends FailoverGatewayTests {

	private static final int CALLS = 200;

	@Test
	void aProviderThatFlapsCostsNoAnswerAndIsHardlyCalled() {
		for (int round = 0; round < 2; round++) {
			this.simulator.clear();
			this.simulator.fault("openai", "key=flapping-key status=503");
			int served = 0;
			for (int i = 0; i < CALLS; i++) {
				served += (ask("flapping-first", "tokens=3").statusCode() == 200) ? 1 : 0;
			}
			assertThat(served).isGreaterThanOrEqualTo(CALLS * 99 / 100);
			// some until it is noticed, and trials now and then
			assertThat(called()).filteredOn("openai"::equals).hasSizeLessThan(CALLS / 4);
			this.simulator.heal("openai");
			Awaitility.await("the way back")
				.atMost(Duration.ofSeconds(10))
				.until(() -> header(ask("flapping-first", "tokens=3"), "x-tollgate-provider").equals("flapping"));
		}
	}

	@Test
	void aSlowProviderDoesNotHoldUpAnother() {
		this.simulator.fault("openai", "key=key-patient delay=30s");
		List<CompletableFuture<?>> slow = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			slow.add(later("patient/gpt-4o"));
		}
		Awaitility.await("slow calls").until(() -> this.simulator.open() == 100);
		for (int i = 0; i < 30; i++) {
			assertThat(ask("deepseek-chat", "tokens=3").statusCode()).isEqualTo(200);
			assertThat(ask("gpt-4o", "tokens=3").statusCode()).isEqualTo(200);
		}
		assertThat(this.simulator.open()).isEqualTo(100);
		slow.forEach((call) -> call.cancel(true));
	}

	@Test
	void aProviderThatIsFullGivesWayToTheNext() {
		this.simulator.fault("openai", "key=narrow-key delay=30s");
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			calls.add(later("narrow-first"));
		}
		Awaitility.await("calls elsewhere").until(() -> calls.stream().filter(CompletableFuture::isDone).count() == 20);
		calls.stream()
			.filter(CompletableFuture::isDone)
			.forEach((call) -> assertThat(header(call.join(), "x-tollgate-provider")).isEqualTo("deepseek"));
		assertThat(called()).filteredOn("openai"::equals).hasSize(10);
		calls.forEach((call) -> call.cancel(true));
	}

	private CompletableFuture<HttpResponse<String>> later(String model) {
		return this.gateway.http()
			.sendAsync(this.gateway.keyed(CHAT)
				.POST(java.net.http.HttpRequest.BodyPublishers
					.ofString(GatewayCaller.ask(model, prompt("tokens=3"), "")))
				.build(), HttpResponse.BodyHandlers.ofString());
	}

}
