package dev.tollgate.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.tollgate.chat.Operation;
import dev.tollgate.provider.UpstreamRequest.Parameter;
import dev.tollgate.testing.FakeUpstream;
import dev.tollgate.testing.Goldens;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole calls against files: {@code request.json} of the caller must arrive as
 * {@code upstream.json}; {@code response.json} or {@code sse} of the provider must reach
 * the caller as {@code answer.json} or {@code events.sse}.
 */
public interface GoldenContract extends ProviderTest {

	/** What every provider must be able to do, or say why not. */
	List<String> SCENARIOS = List.of("basic", "cached-usage", "dropped-parameters", "fim", "image-data-url",
			"image-url", "json-mode", "keep-alive", "keep-alive-streaming", "prefix", "reasoning",
			"reasoning-streaming", "several-choices", "several-choices-streaming", "streaming", "streaming-usage",
			"temperature-default", "tool-call", "tool-call-streaming", "unicode", "unicode-streaming", "unknown-fields",
			"unknown-fields-streaming", "usage-on-last-content-chunk");

	/** Where the files are. */
	Goldens goldens();

	/** The scenarios that the provider has no files for, with the reason. */
	Map<String, String> gaps();

	@Test
	default void everyScenarioIsThereOrMissesForAReason() {
		List<String> known = new ArrayList<>(goldens().scenarios(".request.json"));
		known.addAll(gaps().keySet());
		assertThat(known).containsExactlyInAnyOrderElementsOf(SCENARIOS);
	}

	@TestFactory
	default Stream<DynamicTest> scenariosGoAsWritten() {
		return goldens().scenarios(".request.json")
			.stream()
			.map((scenario) -> DynamicTest.dynamicTest(scenario, () -> play(scenario)));
	}

	private void play(String scenario) {
		boolean streamed = goldens().has(scenario + ".sse");
		FakeUpstream.Script script = streamed ? FakeUpstream.stream(goldens().read(scenario + ".sse"))
				: FakeUpstream.whole(200, "application/json", goldens().read(scenario + ".response.json"));
		Heard heard = heard(script, golden(scenario, streamed), new RecordingObserver());
		assertThat(heard.failure()).isNull();
		FakeUpstream.Call call = upstream().call();
		goldens().verify(scenario + ".upstream.json", call.body());
		goldens().verify(scenario + (streamed ? ".events.sse" : ".answer.json"), heard.text());
		assertThat(call.uri()).isEqualTo(path(scenario));
		assertThat(call.headers().get("content-type")).isEqualTo("application/json");
		assertThat(call.headers().get(credentialHeader())).contains("the-key");
		assertThat(call.headers().get("content-length")).isNotNull();
	}

	private UpstreamRequest golden(String scenario, boolean streamed) {
		UpstreamRequest request = request(goldens().read(scenario + ".request.json"), streamed,
				scenario.equals("fim") ? Operation.COMPLETION : Operation.CHAT, scenario.equals("prefix"));
		List<Parameter> parameters = scenario.equals("temperature-default")
				? List.of(new Parameter("temperature", "0.7")) : List.of();
		List<String> dropped = scenario.equals("dropped-parameters") ? List.of("seed", "user", "top_p") : List.of();
		return new UpstreamRequest(request.request(), request.model(), parameters, dropped, UnsupportedParameters.PASS,
				request.permit(), request.terms());
	}

	/** The path and query that a scenario must call. */
	String path(String scenario);

	/** The header with the credential. */
	String credentialHeader();

}
