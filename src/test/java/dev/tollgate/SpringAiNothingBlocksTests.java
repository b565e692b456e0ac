package dev.tollgate;

import java.io.IOException;
import java.io.InputStream;

import dev.tollgate.testing.ScriptedChatModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No event loop waits for a chat model, however it is called and left.
 */
class SpringAiNothingBlocksTests extends SpringAiGatewayTests {

	@Autowired
	private GatewayCaller caller;

	@Autowired
	private ScriptedChatModel model;

	@BeforeAll
	static void watch() {
		BlockingCalls.watch();
	}

	private void twice(Runnable call) {
		call.run();
		BlockingCalls.seen().clear();
		call.run();
		assertThat(BlockingCalls.seen()).isEmpty();
	}

	@Test
	void noLoopWaitsForAnAnswer() {
		this.model.answers((prompt) -> ScriptedChatModel.said("Hello").ended("stop"));
		twice(() -> assertThat(this.caller.chat("scripted/any", "Hi").statusCode()).isEqualTo(200));
	}

	@Test
	void noLoopWaitsForAStream() {
		this.model.streams((prompt) -> Flux.range(0, 1000)
			.map((number) -> ScriptedChatModel.said("q").goingOn())
			.concatWith(Flux.just(ScriptedChatModel.said("").ended("stop"))));
		twice(() -> assertThat(this.caller.stream("scripted/any", "Hi").body()).endsWith("data: [DONE]\n\n"));
	}

	@Test
	void noLoopWaitsForACallToEnd() {
		this.model.streams((prompt) -> Flux.just(ScriptedChatModel.said("q").goingOn()).concatWith(Flux.never()));
		twice(() -> {
			String body = GatewayCaller.ask("scripted/any", "Hi", ",\"stream\":true");
			try (InputStream stream = this.caller.open("/v1/chat/completions", body).body()) {
				assertThat(stream.read()).isPositive();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
	}

}
