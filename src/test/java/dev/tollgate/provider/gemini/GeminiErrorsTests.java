package dev.tollgate.provider.gemini;

import java.time.Duration;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiErrorsTests {

	@ParameterizedTest
	@CsvSource({ "401, UPSTREAM_AUTH", "403, UPSTREAM_AUTH", "408, UPSTREAM_TIMEOUT", "409, UPSTREAM_ERROR",
			"499, UPSTREAM_ERROR", "500, UPSTREAM_ERROR", "502, UPSTREAM_ERROR", "503, UPSTREAM_OVERLOADED",
			"504, UPSTREAM_TIMEOUT" })
	void statusTellsTheFailure(int status, Reason reason) {
		assertThat(GeminiErrors.of(status, json("{\"error\":{}}"))).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(reason));
	}

	@ParameterizedTest
	@CsvSource({ "400, INVALID_ARGUMENT, invalid_argument", "404, NOT_FOUND, model_not_found",
			"422, FAILED_PRECONDITION, failed_precondition" })
	void refusalKeepsStatusAndMessage(int status, String name, String code) {
		GatewayException failure = GeminiErrors.of(status,
				json("{\"error\":{\"message\":\"Not so\",\"status\":\"" + name + "\"}}"));
		assertThat(failure).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.status()).isEqualTo(status);
			assertThat(refused.getMessage()).isEqualTo("Not so");
			assertThat(refused.type()).isEqualTo("invalid_request_error");
			assertThat(refused.code()).isEqualTo(code);
		});
	}

	@Test
	void invalidKeyIsTheGatewaysOwnTrouble() {
		GatewayException failure = GeminiErrors.of(400, json(
				"[{\"error\":{\"code\":400,\"message\":\"AIzaSecret\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}]"));
		assertThat(failure).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_AUTH));
		assertThat(failure.getMessage()).doesNotContain("AIza");
	}

	@Test
	void contextThatIsTooLongIsTold() {
		GatewayException failure = GeminiErrors.of(400, json(
				"{\"error\":{\"message\":\"The input token count (9) exceeds the maximum number of tokens allowed (8).\"}}"));
		assertThat(failure).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo("context_length_exceeded"));
	}

	@ParameterizedTest
	@CsvSource({ "37s, PT37S", "0.25s, PT0.25S", "1.000000001s, PT1.000000001S", "37,", "s,", "-3s,", "xs,",
			"99999999999s," })
	void retryDelayIsRead(String delay, @Nullable Duration expected) {
		GatewayException failure = GeminiErrors.of(429,
				json("{\"error\":{\"details\":[{},{\"retryDelay\":\"" + delay + "\"}]}}"));
		assertThat(failure).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.retryAfter()).isEqualTo(expected));
	}

	@ParameterizedTest
	@CsvSource({ "GenerateRequestsPerDayPerProjectPerModel-FreeTier, true",
			"GenerateRequestsPerMinutePerProjectPerModel-FreeTier, false" })
	void quotaOfADayIsNotToBeWaitedFor(String quota, boolean exhausted) {
		GatewayException failure = GeminiErrors.of(429,
				json("{\"error\":{\"details\":[{\"violations\":[{},{\"quotaId\":\"" + quota
						+ "\"}]},{\"retryDelay\":\"3s\"}]}}"));
		assertThat(failure).isInstanceOfSatisfying(RateLimited.class, (limited) -> {
			assertThat(limited.isExhausted()).isEqualTo(exhausted);
			assertThat(limited.retryAfter()).isEqualTo(exhausted ? null : Duration.ofSeconds(3));
		});
	}

	@Test
	void codeInTheBodyCountsOnceAStreamHasBegun() {
		assertThat(GeminiErrors.of(200, json("{\"error\":{\"code\":503}}"))).isInstanceOfSatisfying(
				UpstreamFailed.class, (failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_OVERLOADED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "1", "\"x\"", "{\"error\":1}", "{\"error\":{\"details\":1}}",
			"{\"error\":{\"code\":\"x\",\"message\":{},\"details\":[1]}}" })
	void anyBodyIsReadWithoutHarm(String body) {
		assertThat(GeminiErrors.of(400, json(body))).isInstanceOf(Refused.class);
		assertThat(GeminiErrors.of(200, json(body))).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.BAD_UPSTREAM_RESPONSE));
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

}
