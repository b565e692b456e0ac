package dev.tollgate.simulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The faults of the wire beyond those of {@link FaultTests}, and the errors that are told
 * in a provider's own words.
 */
class WireFaultTests extends FaultyCalls {

	private static HttpResponse<String> openAi(String faults) {
		return caller.openAi(CHAT.formatted("gpt-4o", faults));
	}

	@Test
	void aConnectionMayBeClosedWithoutAnAnswer() {
		assertThatException().isThrownBy(() -> openAi("hang-up"));
		assertThat(caller.simulator.calls()).allMatch((call) -> call.outcome() == SimulatedCall.Outcome.FAULTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "comments=1ms", "endless gap=1ms" })
	void someStreamsNeverEnd(String faults) throws IOException, InterruptedException {
		try (InputStream body = caller.open(faults)) {
			boolean comments = faults.startsWith("comments");
			String begin = new String(body.readNBytes(comments ? 500 : 20_000), StandardCharsets.UTF_8);
			assertThat(begin.contains("data: ")).isNotEqualTo(comments);
			assertThat(begin.contains(": keep-alive\n\n")).isEqualTo(comments);
			assertThat(begin).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
		}
		awaitNoneOpen();
	}

	@Test
	void anAnswerOfGeminiMayHaveNoEnd() throws IOException, InterruptedException {
		String url = caller.simulator.geminiBaseUrl() + "/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse";
		try (InputStream body = caller.open(url,
				"{\"contents\":[{\"parts\":[{\"text\":\"Hello [[simulate endless tokens=40]]\"}]}]}")) {
			String begin = new String(body.readNBytes(50_000), StandardCharsets.UTF_8);
			assertThat(begin).contains("candidates").doesNotContain("STOP");
		}
		awaitNoneOpen();
	}

	@Test
	void anAnswerAsAWholeMayBeSignsOfLifeOnly() throws IOException, InterruptedException {
		try (InputStream body = caller.open(caller.simulator.openAiBaseUrl() + "/chat/completions",
				CHAT.formatted("gpt-4o", "comments=1ms"))) {
			assertThat(body.readNBytes(20)).containsOnly('\n');
		}
		awaitNoneOpen();
	}

	@Test
	void severalEventsMayBeMalformed() {
		List<String> data = Caller.data(caller.stream("garbage=2-4").text());
		for (int event = 2; event <= 4; event++) {
			String malformed = data.get(event - 1);
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Caller.json(malformed));
		}
		assertThat(Caller.json(data.get(0)).has("choices")).isTrue();
		assertThat(Caller.json(data.get(4)).has("choices")).isTrue();
	}

	@Test
	void anErrorInAStreamMayHaveAStatus() {
		JsonNode last = Caller.json(Caller.data(caller.stream("error=2 error-status=429").text()).getLast());
		assertThat(last.at("/error/code").asString("")).isEqualTo("rate_limit_exceeded");
	}

	@Test
	void anAnswerMayBeCompressed() throws IOException, InterruptedException {
		try (InputStream body = caller.open("encoding=gzip")) {
			byte[] compressed = body.readAllBytes();
			String stream = new String(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes(),
					StandardCharsets.UTF_8);
			assertThat(Caller.data(stream)).hasSizeGreaterThan(5).endsWith("[DONE]");
		}
		assertThat(openAi("encoding=br").headers().firstValue("content-encoding")).hasValue("br");
	}

	@ParameterizedTest
	@CsvSource({ "length=10,false", "length=-10,true" })
	void aLengthMayBeALie(String fault, boolean whole) {
		Caller.Received received = caller.read(CHAT.formatted("gpt-4o", fault));
		assertThat(received.whole()).isEqualTo(whole);
		assertThat(received.text().endsWith("}")).isNotEqualTo(whole);
	}

	@Test
	void aContentTypeMayBeALie() {
		assertThat(openAi("type=text/plain").headers().firstValue("content-type")).hasValue("text/plain");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cr", "bom", "fields", "lines", "split=500 trickle=1ms", "fields lines crlf bom" })
	void aStreamMayBeWrittenInOtherWaysAndSayTheSame(String fault) {
		String usual = caller.stream("text=It is blue: 空.").text();
		String unusual = caller.stream(fault + " text=It is blue: 空.").text();
		if (!fault.startsWith("split")) {
			assertThat(unusual).isNotEqualTo(usual);
		}
		assertThat(said(unusual)).isEqualTo(said(usual)).isEqualTo("It is blue: 空.");
	}

	// As a browser reads it.
	private static String said(String stream) {
		StringBuilder said = new StringBuilder();
		for (String event : stream.replaceFirst("^\ufeff", "").replaceAll("\r\n?", "\n").split("\n\n")) {
			String data = String.join("\n", Caller.data(event));
			if (!data.equals("[DONE]")) {
				said.append(Caller.json(data).at("/choices/0/delta/content").asString(""));
			}
		}
		return said.toString();
	}

	@Test
	void aRateLimitMaySayInManyWaysWhenToComeBack() {
		assertThat(openAi("status=429 retry-after-ms=250").headers().firstValue("retry-after-ms")).hasValue("250");
		HttpResponse<String> dated = openAi("status=503 retry-date=90");
		assertThat(dated.headers().firstValue("retry-after")).hasValue("Mon, 23 Nov 2026 12:01:30 GMT");
		assertThat(dated.headers().firstValue("date")).hasValue("Mon, 23 Nov 2026 12:00:00 GMT");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			gpt-4o        | context_length_exceeded | maximum context length
			gpt-4o        | content_filter          | content management policy
			deepseek-chat | context_length_exceeded | maximum context length
			deepseek-chat | content_filter          | Content Exists Risk
			""")
	void aRefusalIsInTheProvidersWords(String model, String code, String words) {
		String body = CHAT.formatted(model, "status=400 code=" + code);
		HttpResponse<String> response = model.startsWith("gpt") ? caller.openAi(body) : caller.deepSeek(body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Caller.json(response).at("/error/message").asString("")).contains(words);
	}

	@Test
	void aRefusalOfGeminiIsInItsWords() {
		assertThat(gemini("status=400 code=context_length_exceeded").body()).contains("exceeds the maximum number");
		assertThat(gemini("status=400 code=API_KEY_INVALID").body()).contains("\"reason\":\"API_KEY_INVALID\"");
		assertThat(gemini("status=409").body()).contains("ABORTED");
		assertThat(gemini("status=422").body()).contains("INVALID_ARGUMENT");
	}

	@Test
	void eachProviderBlocksPromptsInItsOwnWay() {
		assertThat(Caller.json(openAi("blocked")).at("/error/code").asString("")).isEqualTo("content_filter");
		assertThat(caller.deepSeek(CHAT.formatted("deepseek-chat", "blocked")).statusCode()).isEqualTo(400);
		HttpResponse<String> gemini = gemini("blocked");
		assertThat(gemini.statusCode()).isEqualTo(200);
		assertThat(Caller.json(gemini).at("/promptFeedback/blockReason").asString("")).isEqualTo("SAFETY");
		assertThat(Caller.json(gemini).has("candidates")).isFalse();
	}

}
