package dev.tollgate.provider;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.Refused;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.testing.FakeUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of answers that are none.
 */
public interface FailureContract extends ProviderTest {

	/** The failure that both forms of call end with before any answer. */
	private GatewayException failure(FakeUpstream.Script script) {
		Heard streamed = stream(script, new RecordingObserver());
		assertThat(streamed.begun()).isFalse();
		Heard whole = whole(script, new RecordingObserver());
		assertThat(whole.begun()).isFalse();
		GatewayException failure = Objects.requireNonNull(whole.failure());
		assertThat(streamed.failure()).isNotNull().hasSameClassAs(failure).hasMessage(failure.getMessage());
		assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "the-key", "sk-", "AIza", "<html");
		return failure;
	}

	private GatewayException failure(int status, String word, String... headers) {
		return failure(
				FakeUpstream.whole(status, "application/json", wire().errorBody(status, word, "the message"), headers));
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 413, 422 })
	default void aRefusalIsTheCallersWithItsStatusAndMessage(int status) {
		assertThat(failure(status, "some_word")).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.status()).isEqualTo(status);
			assertThat(refused.getMessage()).isEqualTo("the message");
		});
	}

	@ParameterizedTest
	@CsvSource({ "401,UPSTREAM_AUTH", "403,UPSTREAM_AUTH", "408,UPSTREAM_TIMEOUT", "409,UPSTREAM_ERROR",
			"500,UPSTREAM_ERROR", "502,UPSTREAM_ERROR", "503,UPSTREAM_OVERLOADED", "504,UPSTREAM_TIMEOUT" })
	default void aFailureOfTheProviderIsNotTheCallers(int status, Reason reason) {
		assertThat(failure(status, "some_word")).isInstanceOfSatisfying(UpstreamFailed.class, (failed) -> {
			assertThat(failed.reason()).isEqualTo(reason);
			assertThat(failed.getMessage()).doesNotContain("the message");
		});
	}

	@Test
	default void aLimitOfTheProviderIsTold() {
		assertThat(failure(429, "some_word")).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.retryAfter()).isNull());
	}

	@ParameterizedTest
	@CsvSource({ "retry-after,7,7000", "retry-after-ms,250,250", "retry-after,0,0" })
	default void theDelayInAHeaderIsKept(String name, String value, long millis) {
		assertThat(failure(429, "some_word", name, value)).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(millis)));
	}

	@Test
	default void theDelayUntilADateIsKept() {
		assertThat(failure(429, "some_word", "date", "Mon, 23 Nov 2026 23:59:30 GMT", "retry-after",
				"Tue, 24 Nov 2026 00:00:15 GMT"))
			.isInstanceOfSatisfying(RateLimited.class,
					(limited) -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(45)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "soon", "", "99999999999999999999", "9223372036854775807",
			"Tue, 24 Nov 2026 00:00:15 GMT" })
	default void aDelayThatIsNoneIsLeftOut(String value) {
		assertThat(failure(429, "some_word", "retry-after", value)).isInstanceOfSatisfying(RateLimited.class,
				(limited) -> assertThat(limited.retryAfter()).isNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html><body>502 Bad Gateway</body></html>", "", "null", "[]", "{\"error\":null}",
			"{\"error\":{}}", "{\"error\":\"\\x\"}", "{\"error\":{\"message\":\"\\uD800\"",
			"{\"error\":{\"message\":5}}" })
	default void aBodyThatIsNoErrorDoesNotHideTheStatus(String body) {
		assertThat(failure(FakeUpstream.whole(502, "text/html", body))).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_ERROR));
		assertThat(failure(FakeUpstream.whole(400, "text/html", body))).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.status()).isEqualTo(400));
	}

	@Test
	default void aRedirectIsNotFollowed() {
		FakeUpstream.Script script = FakeUpstream.whole(302, "text/plain", "", "location",
				upstream().uri("/elsewhere").toString());
		assertThat(failure(script)).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.BAD_UPSTREAM_RESPONSE));
		assertThat(upstream().call().uri()).doesNotContain("elsewhere");
		assertThat(upstream().call().uri()).doesNotContain("elsewhere");
	}

	@ParameterizedTest
	@CsvSource({ "text/html,<html>welcome</html>", "text/plain,OK", "application/json,OK", "application/json,[]",
			"application/json,''", "application/json,'{}'", "application/json,'{\"a\":'", "text/event-stream,''" })
	default void anAnswerOfStatus200ThatIsNoneIsAFailure(String type, String body) {
		assertThat(failure200(type, body).reason()).isIn(Reason.BAD_UPSTREAM_RESPONSE,
				Reason.UPSTREAM_STREAM_TRUNCATED);
	}

	private UpstreamFailed failure200(String type, String body) {
		Heard whole = whole(FakeUpstream.whole(200, type, body), new RecordingObserver());
		Heard streamed = stream(FakeUpstream.whole(200, type, body), new RecordingObserver());
		assertThat(whole.begun()).isFalse();
		assertThat(streamed.begun()).isFalse();
		assertThat(streamed.failure()).isInstanceOf(UpstreamFailed.class);
		return (UpstreamFailed) Objects.requireNonNull(whole.failure());
	}

	@Test
	default void aWholeAnswerThatIsAnErrorIsAFailure() {
		Heard heard = whole(FakeUpstream.whole(200, "application/json", wire().errorBody(500, "server_error", "x")),
				new RecordingObserver());
		assertThat(heard.begun()).isFalse();
		assertThat(heard.failure()).isInstanceOf(UpstreamFailed.class);
	}

	@Test
	default void aWholeAnswerMayHaveManyValues() {
		String many = "{\"x_many\":[" + "0,".repeat(600_000) + "0]," + wire().whole("hello").substring(1);
		Heard heard = whole(FakeUpstream.whole(200, "application/json", many), new RecordingObserver());
		assertThat(heard.failure()).isNull();
		assertThat(heard.text()).contains("hello");
	}

	@Test
	default void aWholeAnswerThatBreaksOffIsAFailure() {
		String answer = wire().whole("hello");
		for (int cut = 0; cut < answer.length(); cut += 7) {
			Heard heard = whole(FakeUpstream.whole(200, "application/json", answer.substring(0, cut)),
					new RecordingObserver());
			assertThat(heard.begun()).isFalse();
			assertThat(heard.failure()).as("the first %d bytes", cut)
				.isInstanceOfSatisfying(UpstreamFailed.class,
						(failed) -> assertThat(failed.reason()).isEqualTo(Reason.BAD_UPSTREAM_RESPONSE));
		}
	}

	@Test
	default void aWholeAnswerWhoseConnectionIsLostIsAFailure() {
		String half = wire().whole("hello").substring(0, 60);
		FakeUpstream.Script lost = (response) -> response.header("content-type", "application/json")
			.sendString(Flux.just(half).concatWith(Mono.error(new IOException("lost"))));
		Heard heard = whole(lost, new RecordingObserver());
		assertThat(heard.begun()).isFalse();
		assertThat(heard.failure()).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_STREAM_TRUNCATED));
	}

	@Test
	default void anEncodedAnswerIsRefused() {
		assertThat(failure(FakeUpstream.whole(200, "application/json", wire().whole("x"), "content-encoding", "gzip")))
			.isInstanceOfSatisfying(UpstreamFailed.class,
					(failed) -> assertThat(failed.reason()).isEqualTo(Reason.BAD_UPSTREAM_RESPONSE));
	}

	@Test
	default void anEndlessErrorBodyIsNotReadForEver() {
		FakeUpstream.Script endless = (response) -> response.status(500)
			.header("content-type", "text/plain")
			.sendString(Flux.<String>generate((sink) -> sink.next("x".repeat(10_000))));
		assertThat(failure(endless)).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_ERROR));
		upstream().awaitClosed(upstream().call());
	}

	@Test
	default void aProviderThatIsNotThereIsUnreachable() {
		FakeUpstream.Script gone = (response) -> {
			response.withConnection(DisposableChannel::dispose);
			return Mono.never();
		};
		assertThat(failure(gone)).isInstanceOfSatisfying(UpstreamFailed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(Reason.UPSTREAM_UNREACHABLE));
	}

}
