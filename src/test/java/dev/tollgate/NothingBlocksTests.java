package dev.tollgate;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import io.netty.channel.EventLoopGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No call of any kind makes an event loop wait. Each is made twice: what is done once in
 * a process, such as loading a class, is done by the first.
 */
class NothingBlocksTests extends FailoverGatewayTests {

	private static final String KEYED = "idempotency-key";

	@Autowired
	private LoopResources loops;

	@BeforeAll
	static void watch() {
		BlockingCalls.watch();
	}

	@BeforeEach
	void awaitTheStore() {
		Awaitility.await()
			.until(() -> this.gateway.chat("gpt-4o", "Ready?", KEYED, UUID.randomUUID().toString())
				.statusCode() == 200);
	}

	private static void twice(Runnable call) {
		call.run();
		BlockingCalls.seen().clear();
		call.run();
		assertThat(BlockingCalls.seen()).isEmpty();
	}

	@Test
	void aLoopThatWaitsIsSeen(@TempDir Path directory) throws InterruptedException {
		EventLoopGroup group = this.loops.onServer(LoopResources.DEFAULT_NATIVE);
		BlockingCalls.seen().clear();
		group.next().submit(() -> LockSupport.parkNanos(1)).await();
		assertThat(BlockingCalls.seen()).singleElement().asString().contains("park");
		BlockingCalls.seen().clear();
		group.next().submit(() -> Files.writeString(directory.resolve("file"), "text")).await();
		assertThat(BlockingCalls.seen()).singleElement().asString().contains("write0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4o", "deepseek/deepseek-chat", "gemini/gemini-2.0-flash" })
	void chatsAndStreams(String model) {
		twice(() -> {
			assertThat(ask(model, "tokens=20").statusCode()).isEqualTo(200);
			assertThat(hear(model, "tokens=20", true).isWhole()).isTrue();
		});
	}

	@Test
	void geminisOwnProtocol() {
		twice(() -> {
			assertThat(this.gateway.gemini("gemini-2.0-flash:generateContent", "Hi").statusCode()).isEqualTo(200);
			assertThat(this.gateway.gemini("gemini-2.0-flash:streamGenerateContent", "Hi").statusCode()).isEqualTo(200);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "gemini-2.0-flash" })
	void pictures(String model) {
		String body = "{\"model\":\"" + model
				+ "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is it?\"},"
				+ "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + Media.pngBase64(900, 700)
				+ "\"}}]}]}";
		twice(() -> assertThat(this.gateway.post(CHAT, body).statusCode()).isEqualTo(200));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void retriesAndFallbacks(boolean streamed) {
		twice(() -> {
			this.simulator.clear();
			assertThat(hear("failover", "only=openai times=1 status=503", streamed).isWhole()).isTrue();
			assertThat(hear("failover", "only=openai status=503", streamed).isWhole()).isTrue();
			assertThat(hear("nowhere-first", "tokens=3", streamed).isWhole()).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsWithIdempotencyKeys(boolean streamed) {
		twice(() -> {
			String key = UUID.randomUUID().toString();
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> response = streamed ? this.gateway.stream("gpt-4o", "Hello", KEYED, key)
						: this.gateway.chat("gpt-4o", "Hello", KEYED, key);
				assertThat(response.statusCode()).isEqualTo(200);
			}
		});
	}

	@Test
	void callsWithLimitsAndBudgets() {
		TestKeys keys = new TestKeys(this.gateway);
		String team = keys.team(",\"budget_usd\":\"100\"");
		twice(() -> {
			TestKeys.Key key = keys.create(",\"requests_per_minute\":2,\"tokens_per_minute\":10000,\"concurrency\":5,"
					+ "\"budget_usd\":\"10\",\"team\":\"" + team + "\"");
			assertThat(this.gateway.chat("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(200);
			assertThat(this.gateway.stream("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(200);
			assertThat(this.gateway.chat("gpt-4o", "Hello", key.header()).statusCode()).isEqualTo(429);
			assertThat(this.gateway.get("/v1/key", key.header()).statusCode()).isEqualTo(200);
			assertThat(this.gateway.get("/v1/costs", key.header()).statusCode()).isEqualTo(200);
			keys.change(key, "{\"requests_per_minute\":null}");
			keys.revoke(key);
		});
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o,status=400", "openai/gpt-4o,status=503", "openai/gpt-4o,hang-up", "openai/gpt-4o,cut=3",
			"openai/gpt-4o,garbage=1-5", "openai/gpt-4o,stall=2", "nobody/knows,tokens=3" })
	void errors(String model, String marker) {
		twice(() -> {
			this.simulator.clear();
			assertThat(hear(model, marker, true).isWhole()).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/models", "/v1/prices?model=openai/gpt-4o", "/admin/requests?limit=5",
			"/admin/costs?group_by=model", "/admin/routes", "/admin/prices", "/admin/keys", "/admin/teams" })
	void questions(String path) {
		twice(() -> assertThat(this.gateway.get(path).statusCode()).isEqualTo(200));
	}

	@Test
	void metricsAndHealth() {
		twice(() -> assertThat(this.gateway.scrape()).isNotEmpty());
	}

}
