package dev.tollgate;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import dev.tollgate.testing.OtlpCollector;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a collector gets to see: the caller's trace goes on with a span for the request
 * and one for each call to a provider.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.ledger.batch-interval=5ms", "tollgate.retry.backoff=5ms",
				"management.opentelemetry.tracing.export.schedule-delay=20ms",
				"spring.config.import=classpath:tracing-tests.yml" })
@Import(TracingTests.Callers.class)
@DirtiesContext
class TracingTests {

	private static final OtlpCollector COLLECTOR = new OtlpCollector();

	private static final String QUESTION = "canary-in-a-prompt [[simulate %s]]";

	private static final String SAMPLED = "01";

	private static final Pattern EXEMPLAR = Pattern.compile(
			"^gen_ai_server_time_to_first_token_seconds_bucket\\{.*} \\S+ # \\{.*trace_id=\"(\\w+)\".*$",
			Pattern.MULTILINE);

	private static int traces;

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private Simulator simulator;

	private final String traceId = "%032x".formatted(++traces);

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry properties) throws Exception {
		Path directory = Files.createTempDirectory("tollgate-tests");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
		properties.add("tollgate.data-dir", () -> directory);
		properties.add("management.opentelemetry.tracing.export.otlp.endpoint", COLLECTOR::url);
	}

	@BeforeEach
	void forget() {
		this.simulator.clear();
	}

	@AfterAll
	static void close() {
		COLLECTOR.close();
	}

	private String[] trace(String flags) {
		return new String[] { "traceparent", "00-" + this.traceId + "-00f067aa0ba902b7-" + flags, "tracestate", "a=b" };
	}

	/** The spans of the trace, once the request's own has come, which ends last. */
	private List<Span> spans() {
		return COLLECTOR.await(this.traceId,
				(spans) -> spans.stream().anyMatch((span) -> span.getKind() == SpanKind.SPAN_KIND_SERVER));
	}

	private static String text(Span span, String name) {
		return OtlpCollector.attribute(span, name).getStringValue();
	}

	private static long number(Span span, String name) {
		return OtlpCollector.attribute(span, name).getIntValue();
	}

	@ParameterizedTest
	@CsvSource({ "openai/gpt-4o,openai,gpt-4o", "deepseek/deepseek-flash,deepseek,deepseek-flash",
			"gemini/gemini-2.5-flash,gcp.gemini,gemini-2.5-flash" })
	void aCallersTraceGoesOnWithItsRequestAndTheCallToTheProvider(String model, String provider, String name) {
		HttpResponse<String> response = this.gateway.chat(model, QUESTION.formatted("tokens=20"), trace(SAMPLED));
		assertThat(response.statusCode()).isEqualTo(200);
		List<Span> spans = spans();
		assertThat(spans).as(() -> COLLECTOR.all().toString())
			.extracting(Span::getKind)
			.containsExactly(SpanKind.SPAN_KIND_SERVER, SpanKind.SPAN_KIND_CLIENT);
		Span request = spans.getFirst();
		assertThat(OtlpCollector.hex(request.getParentSpanId().toByteArray())).isEqualTo("00f067aa0ba902b7");
		assertThat(request.getName()).isEqualTo("POST /v1/chat/completions");
		assertThat(text(request, "http.request.method")).isEqualTo("POST");
		assertThat(text(request, "http.route")).isEqualTo("/v1/chat/completions");
		assertThat(number(request, "http.response.status_code")).isEqualTo(200);
		assertThat(text(request, "tollgate.request.id"))
			.isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
		assertThat(text(request, "tollgate.key")).isEqualTo("admin");
		assertThat(text(request, "tollgate.outcome")).isEqualTo("completed");
		assertThat(text(request, "tollgate.cost.usd"))
			.isEqualTo(response.headers().firstValue("x-tollgate-cost-usd").orElseThrow());
		Span call = spans.getLast();
		assertThat(call.getParentSpanId()).isEqualTo(request.getSpanId());
		assertThat(call.getName()).isEqualTo("chat " + name);
		assertThat(text(call, "gen_ai.operation.name")).isEqualTo("chat");
		assertThat(text(call, "gen_ai.provider.name")).isEqualTo(provider);
		assertThat(text(call, "gen_ai.request.model")).isEqualTo(name);
		assertThat(text(call, "gen_ai.response.model")).isNotEmpty();
		assertThat(number(call, "gen_ai.usage.output_tokens")).isGreaterThanOrEqualTo(20);
		assertThat(number(call, "gen_ai.usage.input_tokens")).isPositive();
		assertThat(OtlpCollector.attribute(call, "gen_ai.response.finish_reasons").getArrayValue().getValuesList())
			.isNotEmpty();
		assertThat(number(call, "tollgate.attempt")).isEqualTo(1);
		assertThat(call.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
	}

	@Test
	void aStreamsCallSaysWhenItsFirstContentCame() {
		assertThat(this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20"), trace(SAMPLED)).statusCode())
			.isEqualTo(200);
		Span call = spans().getLast();
		assertThat(OtlpCollector.attribute(call, "gen_ai.request.stream").getBoolValue()).isTrue();
		assertThat(OtlpCollector.attribute(call, "gen_ai.response.time_to_first_chunk").getDoubleValue()).isPositive();
	}

	@Test
	void everyAttemptHasASpanAndAFailedOneSaysSo() {
		this.gateway.chat("two", QUESTION.formatted("only=openai status=503"), trace(SAMPLED));
		List<Span> calls = spans().stream().filter((span) -> span.getKind() == SpanKind.SPAN_KIND_CLIENT).toList();
		assertThat(calls).extracting((call) -> text(call, "tollgate.provider")).containsExactly("openai", "deepseek");
		assertThat(calls).extracting((call) -> number(call, "tollgate.attempt")).containsExactly(1L, 2L);
		assertThat(calls).extracting((call) -> call.getStatus().getCode())
			.containsExactly(StatusCode.STATUS_CODE_ERROR, StatusCode.STATUS_CODE_UNSET);
		assertThat(text(calls.getFirst(), "error.type")).isEqualTo("UpstreamFailed");
	}

	@Test
	void aFailureOfTheGatewaysIsAnErrorAndOneOfTheCallersIsNot() {
		this.gateway.chat("openai/gpt-4o", QUESTION.formatted("status=500"), trace(SAMPLED));
		Span request = spans().getFirst();
		assertThat(request.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
		assertThat(number(request, "http.response.status_code")).isEqualTo(502);
	}

	@Test
	void aRequestWithoutAKeyHasASpanOfItsOwn() {
		HttpRequest request = this.gateway.request("/v1/models").setHeader("traceparent", trace(SAMPLED)[1]).build();
		assertThat(this.gateway.send(request).statusCode()).isEqualTo(401);
		Span span = spans().getFirst();
		assertThat(number(span, "http.response.status_code")).isEqualTo(401);
		assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
	}

	@Test
	void whatRunsThroughPoliciesIsWithinTheRequestToo() {
		for (boolean streamed : new boolean[] { false, true }) {
			this.gateway.post("/v1/chat/completions",
					GatewayCaller.ask("worded", QUESTION.formatted("tokens=5"), streamed ? ",\"stream\":true" : ""),
					trace(SAMPLED));
		}
		List<Span> spans = COLLECTOR.await(this.traceId,
				(found) -> found.stream().filter((span) -> span.getKind() == SpanKind.SPAN_KIND_SERVER).count() == 2);
		List<Span> calls = spans.stream().filter((span) -> span.getKind() == SpanKind.SPAN_KIND_CLIENT).toList();
		assertThat(calls).hasSize(2);
		for (Span call : calls) {
			Span above = call;
			while (above.getKind() != SpanKind.SPAN_KIND_SERVER) {
				Span below = above;
				above = spans.stream()
					.filter((span) -> span.getSpanId().equals(below.getParentSpanId()))
					.findFirst()
					.orElseThrow(() -> new AssertionError("Nothing above " + below.getName()));
			}
			assertThat(above).isNotSameAs(call);
		}
	}

	@Test
	void anIdempotentCallIsWithinItsRequest() {
		String[] trace = trace(SAMPLED);
		assertThat(this.gateway
			.chat("gpt-4o", QUESTION.formatted("tokens=5"), "idempotency-key", this.traceId, trace[0], trace[1])
			.statusCode()).isEqualTo(200);
		List<Span> spans = COLLECTOR.await(this.traceId, (found) -> found.size() == 2);
		assertThat(spans.getLast().getParentSpanId()).isEqualTo(spans.getFirst().getSpanId());
	}

	@Test
	void whatACallerDoesNotSampleIsNotSampled() {
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), trace("00"));
		String other = "%032x".formatted(++traces);
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), "traceparent",
				"00-" + other + "-00f067aa0ba902b7-01");
		// what is sent later has come, so what was to be sent before would have, too
		COLLECTOR.await(other, (spans) -> spans.size() == 2);
		assertThat(COLLECTOR.trace(this.traceId)).isEmpty();
	}

	@Test
	void onlyAProviderOfOnesOwnIsToldOfTheTrace() {
		this.gateway.chat("openai/gpt-4o", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		this.gateway.chat("own/gpt-4o", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		List<SimulatedCall> calls = this.simulator.calls();
		assertThat(calls).hasSize(2);
		assertThat(calls).filteredOn((call) -> call.headers().containsKey("traceparent")).hasSize(1);
		SimulatedCall told = calls.stream()
			.filter((call) -> call.headers().containsKey("traceparent"))
			.findFirst()
			.orElseThrow();
		List<Span> spans = COLLECTOR.await(this.traceId, (found) -> found.size() == 4);
		Span own = spans.stream()
			.filter((span) -> text(span, "tollgate.provider").equals("own")
					&& span.getKind() == SpanKind.SPAN_KIND_CLIENT)
			.findFirst()
			.orElseThrow();
		assertThat(told.headers().get("traceparent"))
			.isEqualTo("00-" + this.traceId + "-" + OtlpCollector.hex(own.getSpanId().toByteArray()) + "-" + SAMPLED);
		assertThat(told.headers().get("tracestate")).isEqualTo("a=b");
	}

	@Test
	void aMetricNamesATraceAsItsExample() {
		this.gateway.stream("deepseek/deepseek-flash", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		HttpRequest scrape = HttpRequest.newBuilder(URI.create(this.gateway.managementUrl("/actuator/prometheus")))
			.header("accept", "application/openmetrics-text; version=1.0.0")
			.build();
		assertThat(EXEMPLAR.matcher(this.gateway.send(scrape).body()).results().map((match) -> match.group(1)))
			.contains(this.traceId);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00-0-0-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "nonsense" })
	void aTraceThatIsNoneHarmsNobody(String traceparent) {
		assertThat(this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), "traceparent", traceparent).statusCode())
			.isEqualTo(200);
	}

	@Test
	void noSpanHasAPromptAKeyOrAnAddressThatACallerMadeUp() {
		this.gateway.chat("openai/gpt-4o", QUESTION.formatted("status=400"), trace(SAMPLED));
		this.gateway.chat("openai/canary-model", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		this.gateway.get("/canary-address?key=canary", trace(SAMPLED));
		COLLECTOR.await(this.traceId,
				(spans) -> spans.stream().filter((span) -> span.getKind() == SpanKind.SPAN_KIND_SERVER).count() == 3);
		assertThat(COLLECTOR.all().toString()).doesNotContain("canary").doesNotContain(GatewayCaller.KEY);
	}

	@Test
	void theManagementPortIsNotTraced() {
		HttpRequest probe = HttpRequest.newBuilder(URI.create(this.gateway.managementUrl("/actuator/health/liveness")))
			.header("traceparent", trace(SAMPLED)[1])
			.build();
		assertThat(this.gateway.send(probe).statusCode()).isEqualTo(200);
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		assertThat(COLLECTOR.await(this.traceId, (spans) -> spans.size() >= 2)).hasSize(2);
	}

	@Test
	void noThreadKeepsASpan() {
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=5"), trace(SAMPLED));
		spans();
		// a thread that kept one would have given its trace to a request without any
		for (int i = 0; i < 20; i++) {
			this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"));
		}
		String after = "%032x".formatted(++traces);
		this.gateway.chat("gpt-4o", QUESTION.formatted("tokens=5"), "traceparent",
				"00-" + after + "-00f067aa0ba902b7-01");
		COLLECTOR.await(after, (spans) -> spans.size() == 2);
		assertThat(COLLECTOR.trace(this.traceId)).hasSize(4);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Callers {

		@Bean
		GatewayCaller gatewayCaller(Environment environment) {
			return new GatewayCaller(environment);
		}

	}

}
