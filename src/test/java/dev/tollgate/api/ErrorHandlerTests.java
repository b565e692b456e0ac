package dev.tollgate.api;

import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.netty.channel.AbortedException;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ErrorHandlerTests {

	private final MockServerWebExchange exchange = MockServerWebExchange
		.from(MockServerHttpRequest.post("/v1/chat/completions"));

	@Test
	void aCallerWhoLeavesIsNotAnsweredAndNotLogged(CapturedOutput output) {
		AbortedException gone = new AbortedException("Connection has been closed");
		StepVerifier.create(new ErrorHandler(Clock.systemUTC()).handle(this.exchange, gone)).verifyComplete();
		assertThat(this.exchange.getResponse().getStatusCode()).isNull();
		assertThat(output.getAll()).doesNotContain("failed unexpectedly");
	}

	@Test
	void aDefectOfOursIsLoggedAndStaysOpaque(CapturedOutput output) {
		IllegalStateException defect = new IllegalStateException("secret at http://10.0.0.7");
		StepVerifier.create(new ErrorHandler(Clock.systemUTC()).handle(this.exchange, defect)).verifyComplete();
		assertThat(output.getAll()).contains("failed unexpectedly").contains("secret");
		assertThat(this.exchange.getResponse().getStatusCode()).hasToString("500 INTERNAL_SERVER_ERROR");
		StepVerifier.create(this.exchange.getResponse().getBodyAsString())
			.expectNext("{\"error\":{\"message\":\"The gateway failed\",\"type\":\"api_error\",\"param\":null,"
					+ "\"code\":\"internal_error\"}}")
			.verifyComplete();
		assertThat(this.exchange.getResponse().getHeaders().get("x-should-retry")).isNull();
	}

}
