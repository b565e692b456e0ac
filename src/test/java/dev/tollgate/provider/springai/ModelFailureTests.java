package dev.tollgate.provider.springai;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What chat models throw means what the same would mean over HTTP.
 */
class ModelFailureTests {

	private static GatewayException failure(Throwable thrown) {
		return ModelFailure.of(thrown, false).failure();
	}

	private static Reason reason(Throwable thrown, boolean begun) {
		return ((UpstreamFailed) ModelFailure.of(thrown, begun).failure()).reason();
	}

	private static RestClientResponseException rest(int status, String body, HttpHeaders headers) {
		return new RestClientResponseException("at http://secret.example", status, "", headers,
				body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource({ "401,UPSTREAM_AUTH", "403,UPSTREAM_AUTH", "408,UPSTREAM_TIMEOUT", "409,UPSTREAM_ERROR",
			"500,UPSTREAM_ERROR", "502,UPSTREAM_ERROR", "503,UPSTREAM_OVERLOADED", "504,UPSTREAM_TIMEOUT",
			"529,UPSTREAM_OVERLOADED" })
	void aStatusMeansWhatItMeansOverHttp(int status, Reason reason) {
		HttpHeaders none = new HttpHeaders();
		assertThat(reason(rest(status, "", none), false)).isEqualTo(reason);
		assertThat(reason(WebClientResponseException.create(status, "", none, new byte[0], null), false))
			.isEqualTo(reason);
		assertThat(reason(new TransientAiException(status + " - oops"), false)).isEqualTo(reason);
		assertThat(reason(new RuntimeException(new NonTransientAiException("HTTP " + status + " - oops")), false))
			.isEqualTo(reason);
		assertThat(reason(new SdkException(status), false)).isEqualTo(reason);
		assertThat(ModelFailure.of(rest(status, "", none), false).refused()).isTrue();
	}

	@Test
	void aRateLimitSaysWhenItIsOver() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Retry-After", "7");
		assertThat(failure(rest(429, "", headers))).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
	}

	@Test
	void aRefusalIsInTheProvidersWordsWithoutKeysAndAddresses() {
		assertThat(
				failure(rest(400, "{\"error\":{\"message\":\"bad sk-123 at http://x.example\"}}", new HttpHeaders())))
			.isInstanceOfSatisfying(Refused.class, (refused) -> {
				assertThat(refused.status()).isEqualTo(400);
				assertThat(refused.getMessage()).isEqualTo("bad [redacted] at [redacted]");
			});
		assertThat(failure(rest(400, "<html>http://x.example</html>", new HttpHeaders())).getMessage())
			.isEqualTo("The provider refused the request");
	}

	@Test
	void aConnectionThatIsLostIsToldFromOneThatNeverWas() {
		assertThat(reason(new ResourceAccessException("x", new ConnectException()), false))
			.isEqualTo(Reason.UPSTREAM_UNREACHABLE);
		assertThat(reason(new RuntimeException(new IOException()), false)).isEqualTo(Reason.UPSTREAM_UNREACHABLE);
		assertThat(reason(new RuntimeException(new IOException()), true)).isEqualTo(Reason.UPSTREAM_STREAM_TRUNCATED);
	}

	@Test
	void aClientsOwnTimeoutIsATimeout() {
		assertThat(reason(new ResourceAccessException("x", new SocketTimeoutException()), false))
			.isEqualTo(Reason.UPSTREAM_TIMEOUT);
		assertThat(reason(new RuntimeException(new TimeoutException()), true)).isEqualTo(Reason.UPSTREAM_TIMEOUT);
	}

	@Test
	void whatNobodyKnowsIsAFailureWithoutWords() {
		ModelFailure failure = ModelFailure.of(new IllegalArgumentException("the caller's prompt"), false);
		assertThat(failure.failure().status()).isEqualTo(502);
		assertThat(failure.failure().getMessage()).isEqualTo("The chat model failed");
		assertThat(failure.refused()).isFalse();
	}

	/** As the SDKs of OpenAI and Anthropic have it. */
	public static final class SdkException extends RuntimeException {

		private final int status;

		SdkException(int status) {
			this.status = status;
		}

		/** The status. */
		public int statusCode() {
			return this.status;
		}

	}

}
