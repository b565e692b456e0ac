package dev.tollgate.api;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import dev.tollgate.chat.RequestIdentity;
import org.junit.jupiter.api.Test;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class IdentitiesTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static RequestIdentity identity(String header, String... values) {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.get("/").header(header, values));
		Identities.assign(exchange, CLOCK);
		return Identities.of(exchange);
	}

	@Test
	void linesOfTagsAreOneList() {
		assertThat(identity("x-tollgate-tags", "stage=test", "project=apollo, team=a").tags())
			.hasToString("project=apollo,stage=test,team=a");
		assertThat(identity("x-tollgate-tags", "").tags().values()).isEmpty();
	}

	@Test
	void aLongIdOfTheCallersIsCut() {
		assertThat(identity("x-client-request-id", "x".repeat(300)).clientRequestId()).isEqualTo("x".repeat(256));
		assertThat(identity("x-client-request-id", "mine").clientRequestId()).isEqualTo("mine");
	}

}
