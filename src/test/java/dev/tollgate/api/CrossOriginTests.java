package dev.tollgate.api;

import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Browsers are told which pages may read an answer, before they call and when they do.
 */
class CrossOriginTests {

	private static final String APP = "https://app.example.com";

	private static CrossOrigin allowed(String... origins) {
		return new CrossOrigin(new CorsProperties(List.of(origins)));
	}

	private static MockServerWebExchange preflight(String origin) {
		return MockServerWebExchange.from(MockServerHttpRequest.options("https://gateway.example/v1/chat/completions")
			.header("origin", origin)
			.header("access-control-request-method", "POST")
			.header("access-control-request-headers", "authorization,content-type,x-tollgate-task"));
	}

	private static MockServerWebExchange call(String origin) {
		return MockServerWebExchange
			.from(MockServerHttpRequest.post("https://gateway.example/v1/chat/completions").header("origin", origin));
	}

	@Test
	void aBrowserThatAsksFirstIsAnsweredWithoutAKey() {
		MockServerWebExchange exchange = preflight(APP);
		assertThat(allowed(APP).answers(exchange)).isTrue();
		HttpHeaders headers = exchange.getResponse().getHeaders();
		assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(APP);
		assertThat(headers.getAccessControlAllowMethods()).extracting(Object::toString)
			.contains("POST", "GET", "PATCH");
		assertThat(headers.getAccessControlAllowHeaders()).contains("authorization", "content-type", "x-tollgate-task");
		assertThat(headers.getAccessControlMaxAge()).isPositive();
		assertThat(headers.getAccessControlAllowCredentials()).isFalse();
		assertThat(headers.getVary()).contains("Origin");
	}

	@Test
	void aCallGoesOnAndItsHeadersMayBeRead() {
		MockServerWebExchange exchange = call(APP);
		assertThat(allowed(APP).answers(exchange)).isFalse();
		HttpHeaders headers = exchange.getResponse().getHeaders();
		assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(APP);
		assertThat(headers.getAccessControlExposeHeaders()).containsExactly("*");
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com,https://evil.example", "https://app.example.com,http://app.example.com",
			"https://*.example.com,https://example.com.evil.net", "https://app.example.com,null",
			"https://app.example.com,://" })
	void anotherPageGetsNoHeadersAndNoPreflight(String allowed, String origin) {
		MockServerWebExchange asked = preflight(origin);
		assertThat(allowed(allowed).answers(asked)).isFalse();
		assertThat(asked.getResponse().getHeaders().getAccessControlAllowOrigin()).isNull();
		// it is no refusal either: who is no browser may send any origin
		MockServerWebExchange called = call(origin);
		assertThat(allowed(allowed).answers(called)).isFalse();
		assertThat(called.getResponse().getHeaders().getAccessControlAllowOrigin()).isNull();
		assertThat(called.getResponse().getStatusCode()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "*,https://anywhere.example", "https://*.example.com,https://a.example.com",
			"http://localhost:[*],http://localhost:5173" })
	void patternsAllowMore(String allowed, String origin) {
		assertThat(allowed(allowed).answers(preflight(origin))).isTrue();
	}

	@Test
	void whereNoneIsAllowedNothingIsDone() {
		MockServerWebExchange exchange = preflight(APP);
		assertThat(allowed().answers(exchange)).isFalse();
		assertThat(exchange.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "app.example.com", "https://app.example.com/", "https://app.example.com/path", "", "null" })
	void whatIsNoOriginStopsTheStart(String origin) {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> allowed(origin))
			.withMessageContaining("allowed-origins");
	}

}
