package dev.tollgate;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.simulator.SimulatedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must happen when a provider refuses, limits or fails before its answer has begun:
 * the faults 12 to 22 of the fault list, one test or two for each. Those of streams are
 * in {@link StreamFaultTests}, of whole providers in {@link FlappingProviderTests}; what
 * a caller is told of a failure where there is no other target is in {@link StreamTests},
 * what is billed for it in {@link BilledExitTests}.
 */
class UpstreamFaultTests extends FailoverGatewayTests {

	private static final boolean[] BOTH = { false, true };

	private static final AtomicInteger PAIRS = new AtomicInteger();

	private void failsOver(String marker, String... attempts) {
		for (boolean streamed : BOTH) {
			failsOver("failover", marker, streamed, attempts);
		}
	}

	/**
	 * The same with two targets {@code a} and {@code b} before Gemini whose keys nobody
	 * has used yet.
	 */
	private void pairFailsOver(String marker, String... attempts) {
		for (boolean streamed : BOTH) {
			int pair = PAIRS.incrementAndGet();
			String[] named = Arrays.stream(attempts)
				.map((attempt) -> attempt.replaceFirst("^([ab]) ", "$1" + pair + " "))
				.toArray(String[]::new);
			failsOver("pair-" + pair, marker.replaceAll("key=([ab])", "key=$1" + pair + "-key"), streamed, named);
		}
	}

	private void failsOver(String model, String marker, boolean streamed, String... attempts) {
		this.simulator.clear();
		Heard heard = hear(model, marker, streamed);
		assertThat(heard.status()).as(heard.text()).isEqualTo(200);
		assertThat(heard.isWhole()).as(heard.text()).isTrue();
		assertThat(attempts(heard.response())).containsExactly(attempts);
		assertThat(header(heard.response(), "x-tollgate-attempts")).isEqualTo(attempts.length + "");
		assertThat(header(heard.response(), "x-tollgate-provider"))
			.isEqualTo(attempts[attempts.length - 1].split(" ")[0]);
	}

	// 12

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 422 })
	void aRefusalIsPassedOnAndNeitherRepeatedNorTakenElsewhere(int status) {
		for (boolean streamed : BOTH) {
			this.simulator.clear();
			Heard heard = hear("failover", "status=" + status, streamed);
			assertThat(heard.status()).isEqualTo(status);
			assertThat(heard.error().path("type").asString()).isEqualTo("invalid_request_error");
			assertThat(header(heard.response(), "x-should-retry")).isEqualTo("false");
			assertThat(called()).containsExactly("openai");
		}
	}

	@Test
	void aPromptThatIsTooLongGoesToAModelWithALargerWindow() {
		for (boolean streamed : BOTH) {
			this.simulator.clear();
			Heard heard = hear("failover", "only=openai status=400 code=context_length_exceeded", streamed);
			assertThat(heard.isWhole()).as(heard.text()).isTrue();
			// what DeepSeek's window is, is not known
			assertThat(attempts(heard.response())).containsExactly("openai refused", "gemini completed");
		}
	}

	@ParameterizedTest
	@CsvSource({ "gemini-first,only=gemini", "deepseek-chat,only=deepseek" })
	void aPromptThatIsTooLongGoesToNoSmallerModel(String model, String only) {
		Heard heard = hear(model, only + " status=400 code=context_length_exceeded", false);
		assertThat(heard.status()).isEqualTo(400);
		assertThat(heard.code()).isEqualTo("context_length_exceeded");
		assertThat(this.simulator.calls()).hasSize(1);
	}

	// 13

	@ParameterizedTest
	@CsvSource({ "failover,400,content_filter", "gemini-first,200,", "deepseek-chat,400,invalid_request_error" })
	void aPromptThatAContentFilterBlocksIsTakenNowhereElse(String model, int status, String code) {
		for (boolean streamed : BOTH) {
			this.simulator.clear();
			Heard heard = hear(model, "blocked", streamed);
			assertThat(heard.status()).isEqualTo(status);
			if (code != null) {
				assertThat(heard.code()).isEqualTo(code);
			}
			else {
				assertThat(heard.text()).contains("\"finish_reason\":\"content_filter\"");
			}
			assertThat(this.simulator.calls()).hasSize(1);
		}
	}

	// 14

	@ParameterizedTest
	@ValueSource(strings = { "status=401", "status=403" })
	void aRefusedCredentialIsNotTheCallers(String marker) {
		pairFailsOver("key=a " + marker, "a failed", "b completed");
		this.simulator.clear();
		Heard heard = hear("pair-" + PAIRS.incrementAndGet(), marker, false);
		assertThat(heard.status()).isEqualTo(502);
		assertThat(heard.code()).isEqualTo("upstream_auth");
		assertThat(called()).containsExactly("openai", "openai", "gemini");
		assertThat(header(heard.response(), "x-should-retry")).isEqualTo("false");
	}

	@Test
	void aRefusedKeyIsBenchedWhileTheOtherServes() {
		for (int i = 0; i < 8; i++) {
			assertThat(ask("refused/gpt-4o", "key=refused-one status=401").statusCode()).isEqualTo(200);
		}
		// it was tried at most once, and the other one served every call
		assertThat(this.simulator.calls()).filteredOn((call) -> call.status() == 401).hasSize(1);
		assertThat(this.simulator.calls()).filteredOn((call) -> call.status() == 200).hasSize(8);
	}

	// 15

	@Test
	void aRateLimitedCallGoesToTheNextTarget() {
		pairFailsOver("key=a status=429 retry-after=60", "a rate_limited", "b completed");
		pairFailsOver("only=openai status=429", "a rate_limited", "b rate_limited", "gemini completed");
	}

	@Test
	void aRateLimitedKeyGivesWayToTheOther() {
		for (int i = 0; i < 6; i++) {
			HttpResponse<String> response = ask("limited/gpt-4o", "key=limited-one status=429 retry-after=60");
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		}
		assertThat(this.simulator.calls()).filteredOn((call) -> call.status() == 429).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "waiting/gpt-4o,retry-after=1", "waiting/gpt-4o,retry-after-ms=900", "waiting/gpt-4o,retry-date=1",
			"waiting-gemini/gemini-2.0-flash,retry-after=1" })
	void aDelayThatFitsIsWaitedFor(String model, String delay) {
		HttpResponse<String> response = ask(model, "times=1 status=429 " + delay);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		String provider = model.split("/")[0];
		assertThat(attempts(response)).containsExactly(provider + " rate_limited", provider + " completed");
		JsonNode attempts = this.reports.row(response).path("attempts");
		Duration waited = Duration.between(Instant.parse(attempts.path(0).path("ended_at").asString()),
				Instant.parse(attempts.path(1).path("started_at").asString()));
		assertThat(waited).isBetween(Duration.ofMillis(800), Duration.ofSeconds(3));
	}

	@Test
	void aDelayThatDoesNotFitIsPassedOn() {
		Heard heard = hear("pair-" + PAIRS.incrementAndGet(), "status=429 retry-after=3600", true);
		assertThat(heard.status()).isEqualTo(429);
		assertThat(heard.code()).isEqualTo("upstream_rate_limited");
		assertThat(heard.error().path("type").asString()).isEqualTo("rate_limit_error");
		assertThat(header(heard.response(), "retry-after")).matches("3600|3599");
		assertThat(called()).containsExactly("openai", "openai", "gemini");
	}

	// 16

	@Test
	void aQuotaThatIsUsedUpIsNotWaitedFor() {
		pairFailsOver("key=a status=429 code=insufficient_quota", "a rate_limited", "b completed");
		pairFailsOver("key=a status=429 code=insufficient_quota; key=b status=402", "a rate_limited", "b rate_limited",
				"gemini completed");
	}

	@Test
	void aKeyWithoutQuotaIsNotUsedAgainForLong() {
		for (int i = 0; i < 6; i++) {
			assertThat(ask("exhausted/gpt-4o", "key=exhausted-one status=429 code=insufficient_quota").statusCode())
				.isEqualTo(200);
		}
		assertThat(this.simulator.calls()).filteredOn((call) -> call.status() == 429).hasSize(1);
	}

	// 17

	@ParameterizedTest
	@ValueSource(ints = { 408, 409, 500, 502, 503, 504, 520, 522, 524, 529 })
	void theNextIsAskedAndTheSameOnceMoreWhereThereIsNone(int status) {
		failsOver("only=openai status=" + status, "openai failed", "deepseek completed");
		aloneOnceMore("status=" + status);
	}

	private void aloneOnceMore(String marker) {
		for (boolean streamed : BOTH) {
			failsOver("alone", "times=1 " + marker, streamed, "openai failed", "openai completed");
			this.simulator.clear();
			assertThat(hear("alone", marker, streamed).status()).isGreaterThanOrEqualTo(500);
			assertThat(called()).containsExactly("openai", "openai");
		}
	}

	@ParameterizedTest
	@CsvSource({ "408,504,upstream_timeout", "500,502,upstream_error", "503,503,upstream_overloaded",
			"504,504,upstream_timeout", "520,502,upstream_error", "529,503,upstream_overloaded" })
	void whereAllFailTheCallerIsToldAndAllAttemptsAreRecorded(int status, int told, String code) {
		for (boolean streamed : BOTH) {
			Heard heard = hear("failover", "status=" + status, streamed);
			assertThat(heard.status()).isEqualTo(told);
			assertThat(heard.code()).isEqualTo(code);
			assertThat(attempts(heard.response())).hasSize(3).allMatch((attempt) -> attempt.endsWith(" failed"));
		}
	}

	// 18

	@ParameterizedTest
	@ValueSource(strings = { "html", "type=text/plain" })
	void anAnswerThatIsNoneIsReplacedByAnother(String marker) {
		failsOver("only=openai " + marker, "openai failed", "deepseek completed");
	}

	@Test
	void aPageIsNotShownToTheCaller() {
		failsOver("only=openai html status=502", "openai failed", "deepseek completed");
		Heard heard = hear("failover", "html status=502", false);
		assertThat(heard.status()).isEqualTo(502);
		assertThat(heard.code()).isEqualTo("upstream_error");
	}

	// 19

	@Test
	void aRedirectIsNotFollowed() {
		failsOver("only=openai redirect", "openai failed", "deepseek completed");
		assertThat(this.simulator.calls()).extracting(SimulatedCall::path)
			.noneMatch((path) -> path.contains("redirected"));
	}

	// 20

	@ParameterizedTest
	@ValueSource(strings = { "nowhere", "no-tls" })
	void aProviderThatCannotBeReachedIsPassedBy(String provider) {
		for (boolean streamed : BOTH) {
			Heard heard = hear(provider + "-first", "tokens=3", streamed);
			assertThat(heard.isWhole()).as(heard.text()).isTrue();
			assertThat(attempts(heard.response())).last().isEqualTo("openai completed");
			Heard alone = hear(provider + "/gpt-4o", "tokens=3", streamed);
			assertThat(alone.status()).isEqualTo(502);
			assertThat(alone.code()).isEqualTo("upstream_unreachable");
		}
	}

	// 21

	@ParameterizedTest
	@ValueSource(strings = { "cut=0", "hang-up" })
	void aConnectionLostBeforeTheAnswerIsNoEnd(String marker) {
		failsOver("only=openai " + marker, "openai failed", "deepseek completed");
		aloneOnceMore(marker);
	}

	// 22

	@Test
	void aProviderThatIsSilentIsLeftAndNotTriedAgain() {
		Heard heard = hear("failover", "only=openai delay=30s", true);
		assertThat(heard.isWhole()).as(heard.text()).isTrue();
		assertThat(attempts(heard.response())).containsExactly("openai failed", "deepseek completed");
		Heard whole = hear("brief-first", "key=key-brief delay=30s", false);
		assertThat(whole.isWhole()).as(whole.text()).isTrue();
		assertThat(attempts(whole.response())).containsExactly("brief failed", "deepseek completed");
	}

	@Test
	void silenceEverywhereIsATimeout() {
		Heard heard = hear("failover", "delay=30s", true);
		assertThat(heard.status()).isEqualTo(504);
		assertThat(heard.code()).isEqualTo("upstream_timeout");
		assertThat(called()).isEqualTo(List.of("openai", "deepseek", "gemini"));
	}

	@Test
	void anAttemptThatIsDeniedAfterItsPauseHasANumberOfItsOwn() {
		Heard heard = hear("limited-alone", "status=429 times=2", false);
		assertThat(heard.status()).as(heard.text()).isIn(200, 429);
		JsonNode row = this.reports.row(heard.response());
		List<Integer> numbers = row.path("attempts")
			.valueStream()
			.map((attempt) -> attempt.path("attempt").asInt())
			.toList();
		assertThat(numbers).doesNotHaveDuplicates().startsWith(1);
	}

}
