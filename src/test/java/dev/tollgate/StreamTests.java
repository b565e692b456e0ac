package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream arrives as it is written, whole or with an error, never as an error in the
 * guise of an end.
 */
class StreamTests extends GatewayTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String SKY = "Why is the sky blue? [[simulate %s]]";

	private GatewayCaller.Received receive(String model, String marker) {
		return this.gateway.receive(CHAT,
				GatewayCaller.ask(model, SKY.formatted(marker), ",\"stream\":true,\"user\":\"somebody\""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "deepseek-chat", "gemini-2.0-flash" })
	void aStreamHasTheHeadersThatProxiesRespect(String model) {
		HttpResponse<String> response = this.gateway.stream(model, "Hello");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
		assertThat(response.headers().firstValue("cache-control")).hasValue("no-cache, no-transform");
		assertThat(response.headers().firstValue("x-accel-buffering")).hasValue("no");
		assertThat(response.headers().firstValue("x-tollgate-attempts")).hasValue("1");
		assertThat(response.headers().firstValue("x-tollgate-model")).isPresent();
		assertThat(response.headers().firstValue("content-length")).isEmpty();
		assertThat(response.body()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
	}

	@Test
	void theFirstEventIsThereBeforeTheLastIsWritten() throws IOException {
		// the provider never ends this stream by itself
		HttpResponse<InputStream> response = this.gateway.open(CHAT,
				GatewayCaller.ask("gpt-4o", SKY.formatted("tokens=20 stall=5"), ",\"stream\":true"));
		try (InputStream body = response.body()) {
			String begin = new String(body.readNBytes(300), StandardCharsets.UTF_8);
			assertThat(begin).startsWith("data: {").contains("chat.completion.chunk");
			assertThat(this.simulator.open()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,split=1", "gpt-4o,split=3 crlf", "gpt-4o,crlf", "gpt-4o,extra", "gpt-4o,keep-alive=3",
			"deepseek-chat,split=1", "deepseek-chat,keep-alive=3 split=2", "gemini-2.0-flash,split=1",
			"gemini-2.0-flash,crlf split=5", "gemini-2.5-flash,extra", "gpt-4o,slow-body", "gpt-4o,no-done",
			"deepseek-chat,no-done crlf", "gpt-4o,usage=every", "gpt-4o,usage=twice", "gpt-4o,usage=last",
			"deepseek-chat,usage=separate", "gpt-4o,usage=after-done", "gpt-4o,garbage=4" })
	void howeverAStreamIsWrittenItsTextIsTheSame(String model, String marker) {
		GatewayCaller.Received plain = receive(model, "");
		GatewayCaller.Received bent = receive(model, marker);
		if (!marker.startsWith("garbage")) {
			assertThat(text(bent)).isEqualTo(text(plain));
		}
		assertThat(text(bent)).contains("空").doesNotContain("\ufffd");
		assertThat(bent.whole()).isTrue();
		assertThat(bent.text()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]").doesNotContain("\"error\"");
		// nobody asked for it
		assertThat(bent.text()).doesNotContain("total_tokens");
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,usage=every", "gpt-4o,usage=twice", "gpt-4o,usage=last", "deepseek-chat,usage=separate",
			"gpt-4o,usage=after-done", "deepseek-chat,", "gemini-2.0-flash,usage=every", "gemini-2.0-flash,",
			"gpt-4o,no-done" })
	void theUsageStandsOnceAndAtTheEnd(String model, String marker) {
		List<JsonNode> events = GatewayCaller
			.events(this.gateway.stream(model, SKY.formatted((marker != null) ? marker : "")).body());
		assertThat(events.getLast().path("usage").path("cost").path("source").asString()).isEqualTo("provider");
		assertThat(events.getLast().path("choices")).isEmpty();
		assertThat(events.subList(0, events.size() - 1))
			.allMatch((event) -> event.path("usage").isMissingNode() || event.path("usage").isNull());
	}

	private static String text(GatewayCaller.Received stream) {
		return GatewayCaller.events(stream.text())
			.stream()
			.map((event) -> event.at("/choices/0/delta/content").asString(""))
			.collect(Collectors.joining());
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,cut=5,upstream_stream_truncated", "gpt-4o,end=5,upstream_stream_truncated",
			"gpt-4o,no-finish no-done,upstream_stream_truncated", "gpt-4o,error=5,upstream_error",
			"deepseek-chat,cut=5,upstream_stream_truncated",
			"deepseek-chat,finish=insufficient_system_resource,upstream_overloaded",
			"gemini-2.0-flash,cut=5,upstream_stream_truncated", "gemini-2.0-flash,end=5,upstream_stream_truncated",
			"gemini-2.0-flash,error=5,upstream_error" })
	void aStreamThatBreaksEndsInAnErrorAndNotInDone(String model, String marker, String code) {
		GatewayCaller.Received stream = receive(model, "tokens=30 " + marker);
		assertThat(stream.response().statusCode()).isEqualTo(200);
		JsonNode last = GatewayCaller.events(stream.text()).getLast();
		assertThat(last.path("error").propertyNames()).as(stream.text())
			.containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(last.path("error").path("code").asString()).isEqualTo(code);
		assertThat(stream.text()).doesNotContain("[DONE]").contains("\"content\":").endsWith("}}\n\n");
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,error=1,502", "gpt-4o,cut=0,502", "gpt-4o,end=0,502", "gpt-4o,html,502",
			"gpt-4o,status=500,502", "gpt-4o,status=503,503", "gpt-4o,status=429 retry-after=7,429",
			"gpt-4o,status=401,502", "gpt-4o,status=400,400", "deepseek-chat,error=1,502", "gpt-4o,redirect,502",
			"deepseek-chat,status=402,429", "gemini-2.0-flash,error=1,502", "gpt-4o,garbage-bytes,502",
			"gemini-2.0-flash,status=503,503", "locked/gpt-4o,tokens=1,502", "nowhere/gpt-4o,tokens=1,502",
			"impatient/gpt-4o,delay=30s,504", "impatient/gpt-4o,first-token=30s,504" })
	void aFailureBeforeTheFirstContentHasAStatusOfItsOwn(String model, String marker, int status) {
		for (String more : new String[] { ",\"stream\":true", "" }) {
			boolean streamOnly = more.isEmpty() && (marker.contains("error=") || marker.contains("=30s"));
			if (streamOnly) {
				continue;
			}
			HttpResponse<String> response = this.gateway.post(CHAT,
					GatewayCaller.ask(model, SKY.formatted(marker), more));
			assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
			JsonNode error = GatewayCaller.json(response).path("error");
			assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
			assertThat(response.body()).doesNotContain("127.0.0.1").doesNotContain("<html").doesNotContain("Exception");
			assertThat(response.headers().firstValue("x-should-retry").isPresent()).isEqualTo(status == 400
					|| marker.equals("status=401") || marker.equals("status=402") || model.startsWith("locked"));
		}
	}

	/**
	 * The provider is done long before the caller has read: what is left then is read
	 * from a connection that was given back already.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "gpt-4o", "deepseek-chat", "gemini-2.0-flash" })
	void anAnswerThatIsReadSlowerThanItIsWrittenIsWhole(String model) {
		for (int i = 0; i < 10; i++) {
			GatewayCaller.Received stream = receive(model, "tokens=3000");
			assertThat(stream.text()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
		}
		assertThat(this.gateway.metric("tollgate_streams_active")).isZero();
	}

	@Test
	void manyStreamsAtOnceAllComeToTheirEnd() {
		List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			String model = List.of("gpt-4o", "deepseek-chat", "gemini-2.0-flash").get(i % 3);
			HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers
				.ofString(GatewayCaller.ask(model, SKY.formatted("tokens=500"), ",\"stream\":true"));
			streams.add(this.gateway.http()
				.sendAsync(this.gateway.keyed(CHAT).POST(body).build(), HttpResponse.BodyHandlers.ofString()));
		}
		assertThat(streams)
			.allSatisfy((stream) -> assertThat(stream.get(20, TimeUnit.SECONDS).body()).endsWith("data: [DONE]\n\n"));
	}

	@Test
	void whenToComeBackIsPassedOn() {
		assertThat(this.gateway.chat("gpt-4o", SKY.formatted("status=429 retry-after=7"))
			.headers()
			.firstValue("retry-after")).hasValue("7");
	}

	@Test
	void aStreamThatFallsSilentIsCalledStalled() {
		GatewayCaller.Received stream = receive("impatient/gpt-4o", "tokens=30 stall=5");
		assertThat(GatewayCaller.events(stream.text()).getLast().path("error").path("code").asString())
			.isEqualTo("upstream_stream_stalled");
	}

	@Test
	void aStreamThatGoesOnIsNotCutHoweverImpatientTheProviderIsCalled() {
		// ten times 100 ms are more than the 400 ms that each of them may take
		GatewayCaller.Received stream = receive("impatient/gpt-4o", "tokens=10 gap=100ms");
		assertThat(stream.text()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cut=5", "end=5", "error=5" })
	void geminisOwnStreamBreaksWithTheConnection(String marker) throws IOException {
		String body = "{\"contents\":[{\"parts\":[{\"text\":\"" + SKY.formatted("tokens=30 " + marker) + "\"}]}]}";
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write(("POST /v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse HTTP/1.1\r\nhost: tollgate\r\n"
						+ "x-goog-api-key: " + GatewayCaller.KEY + "\r\ncontent-type: application/json\r\n"
						+ "content-length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			// without the chunk of no length that ends a response
			assertThat(answer).startsWith("HTTP/1.1 200 ")
				.contains("data: {\"error\":{\"code\":50")
				.doesNotEndWith("\r\n0\r\n\r\n");
		}
	}

	@Test
	void geminisOwnStreamHasNoMarkAtItsEnd() {
		GatewayCaller.Received stream = this.gateway.receive(
				"/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse",
				"{\"contents\":[{\"parts\":[{\"text\":\"" + SKY.formatted("tokens=30") + "\"}]}]}");
		assertThat(stream.whole()).isTrue();
		assertThat(stream.text()).doesNotContain("[DONE]").doesNotContain("ping");
		assertThat(GatewayCaller.events(stream.text())).allMatch((event) -> event.has("candidates"));
	}

	@Test
	void bytesPassAsTheyCame() {
		String answer = this.gateway.chat("gpt-4.1", SKY.formatted("extra tokens=10")).body();
		// fields that nobody has heard of are in the answer
		assertThat(GatewayCaller.json(answer).propertyNames()).hasSizeGreaterThan(8);
		String body = "{ \"messages\" : [ {\"role\":\"user\",\"content\":\"H\\u00e4 [[simulate tokens=3]]\"} ] ,\n"
				+ "\"new_option\":{\"a\":1.10e+2}, \"temperature\":1, \"model\":\"gpt-4.1\" }";
		this.simulator.clear();
		this.gateway.post(CHAT, body);
		assertThat(upstream().body()).isEqualTo(body);
	}

}
