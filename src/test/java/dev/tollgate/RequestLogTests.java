package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every request has one line in the log, whatever becomes of it, and nothing that was
 * said is in it.
 */
class RequestLogTests extends GatewayTests {

	private static final String QUESTION = "canary-in-a-prompt [[simulate %s]]";

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tollgate.requests");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@Autowired
	private ChatClient.Builder clients;

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.setLevel(Level.INFO);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.lines);
		this.logger.setAdditive(true);
		this.logger.setLevel(Level.WARN);
	}

	/** The fields of a request's only line. */
	private Map<String, Object> line(HttpResponse<?> response) {
		return line(response.headers().firstValue("x-request-id").orElseThrow());
	}

	private Map<String, Object> line(String id) {
		Awaitility.await().until(() -> !events(id).isEmpty());
		// what comes after it is written in order: a second line would have come before
		String later = this.gateway.get("/v1/models").headers().firstValue("x-request-id").orElseThrow();
		Awaitility.await().until(() -> !events(later).isEmpty());
		List<ILoggingEvent> found = events(id);
		assertThat(found).hasSize(1);
		assertThat(found.getFirst().getFormattedMessage() + found.getFirst().getKeyValuePairs())
			.doesNotContain("canary")
			.doesNotContain(GatewayCaller.KEY);
		return fields(found.getFirst());
	}

	private List<ILoggingEvent> events(String id) {
		return List.copyOf(this.lines.list)
			.stream()
			.filter((event) -> id.equals(fields(event).get("tollgate.request.id")))
			.toList();
	}

	private static Map<String, Object> fields(ILoggingEvent event) {
		return event.getKeyValuePairs().stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value));
	}

	@Test
	void aCallsLineSaysWhoAskedWhoAnsweredAndWhatItCost() {
		HttpResponse<String> response = this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=100 cached=3"));
		String cost = response.headers().firstValue("x-tollgate-cost-usd").orElseThrow();
		Map<String, Object> line = line(response);
		assertThat(line).containsEntry("http.request.method", "POST")
			.containsEntry("http.route", "/v1/chat/completions")
			.containsEntry("http.response.status_code", 200)
			.containsEntry("event.outcome", "success")
			.containsEntry("tollgate.key", "admin")
			.containsEntry("tollgate.team", "none")
			.containsEntry("tollgate.route", "deepseek-chat")
			.containsEntry("tollgate.provider", "deepseek")
			.containsEntry("tollgate.outcome", "completed")
			.containsEntry("tollgate.attempts", "1")
			.containsEntry("tollgate.price.window", "standard")
			.containsEntry("tollgate.cost.usd", cost)
			.containsEntry("gen_ai.request.model", "deepseek-flash")
			.containsEntry("gen_ai.usage.output_tokens", 100L)
			.containsEntry("gen_ai.usage.cache_read.input_tokens", 3L)
			.containsEntry("event.start", Instant.parse("2026-11-23T12:00:00Z"));
		assertThat(line.get("event.duration")).asInstanceOf(InstanceOfAssertFactories.LONG).isPositive();
	}

	@Test
	void aStreamHasItsLineWhenItHasEnded() {
		Map<String, Object> line = line(this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20")));
		assertThat(line).containsEntry("tollgate.streamed", true)
			.containsEntry("tollgate.outcome", "completed")
			.containsEntry("gen_ai.usage.output_tokens", 20L);
		assertThat(line.get("tollgate.first_content")).asInstanceOf(InstanceOfAssertFactories.DOUBLE).isPositive();
	}

	@Test
	void aFailedCallIsAFailure() {
		assertThat(line(this.gateway.chat("gpt-4o", QUESTION.formatted("status=500"))))
			.containsEntry("event.outcome", "failure")
			.containsEntry("tollgate.outcome", "failed")
			.containsEntry("http.response.status_code", 502);
	}

	@Test
	void aStreamThatBreaksOffIsAFailureWhateverItsStatus() {
		assertThat(line(this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20 error=5"))))
			.containsEntry("event.outcome", "failure")
			.containsEntry("tollgate.outcome", "failed")
			.containsEntry("http.response.status_code", 200);
	}

	@Test
	void aCallerWhoLeavesHasALineWithWhatItCost() throws IOException {
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions",
				GatewayCaller.ask("gpt-4o", QUESTION.formatted("tokens=200 gap=50ms"), ",\"stream\":true"));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
		}
		assertThat(line(response)).containsEntry("event.outcome", "failure")
			.containsEntry("tollgate.outcome", "cancelled")
			.containsKey("tollgate.cost.usd");
	}

	@Test
	void aCallThatGoesOnWithoutItsCallerHasItsLineWhenItsCostIsKnown() throws IOException {
		HttpResponse<InputStream> response = this.gateway.open("/v1/chat/completions", GatewayCaller
			.ask("drained-openai/gpt-4o", QUESTION.formatted("tokens=40 gap=10ms"), ",\"stream\":true"));
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(200)).hasSize(200);
		}
		assertThat(line(response)).containsEntry("tollgate.outcome", "cancelled")
			.containsEntry("gen_ai.usage.output_tokens", 40L)
			.containsEntry("tollgate.estimated", false);
	}

	@Test
	void whoeverIsNotLetInHasALineWithoutAName() {
		HttpRequest request = this.gateway.request("/v1/chat/completions")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		assertThat(line(this.gateway.send(request))).containsEntry("http.response.status_code", 401)
			.containsEntry("event.outcome", "failure")
			.doesNotContainKey("tollgate.key");
	}

	@Test
	void aRequestThatCannotBeReadHasALine() {
		assertThat(line(this.gateway.post("/v1/chat/completions", "{"))).containsEntry("http.response.status_code", 400)
			.containsEntry("tollgate.key", "admin")
			.doesNotContainKey("tollgate.route");
	}

	@Test
	void anAddressThatIsNotThereIsNotRepeated() {
		assertThat(line(this.gateway.get("/canary?key=canary"))).containsEntry("http.response.status_code", 404)
			.doesNotContainKey("http.route");
	}

	@Test
	void anAnswerThatWasKeptCostsNothing() {
		this.gateway.chat("kept", QUESTION.formatted("tokens=7"));
		assertThat(line(this.gateway.chat("kept", QUESTION.formatted("tokens=7"))))
			.containsEntry("tollgate.route", "kept")
			.containsEntry("tollgate.outcome", "completed")
			.containsEntry("tollgate.cost.usd", "0");
	}

	@Test
	void aRepeatedRequestHasALineOfItsOwn() {
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=7"), "idempotency-key", "line-of-its-own");
		HttpResponse<String> again = this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=7"), "idempotency-key",
				"line-of-its-own");
		assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
		Awaitility.await()
			.until(() -> this.lines.list.stream()
				.filter((event) -> "/v1/chat/completions".equals(fields(event).get("http.route")))
				.count() == 2);
	}

	@Test
	void aCallOfThisProcessHasALineWithoutHttp() {
		this.clients.build()
			.prompt(QUESTION.formatted("tokens=7"))
			.options(ChatOptions.builder().model("gpt-4o-mini"))
			.call()
			.content();
		Awaitility.await().until(() -> this.lines.list.size() == 1);
		assertThat(fields(this.lines.list.getFirst())).containsEntry("tollgate.key", "in-process")
			.containsEntry("tollgate.outcome", "completed")
			.containsEntry("event.outcome", "success")
			.doesNotContainKey("http.response.status_code");
	}

}
