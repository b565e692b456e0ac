package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.testing.FakeUpstream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams cut at every byte.
 */
public interface CutOffContract extends ProviderTest {

	private String sample() {
		return wire().opening() + ": keep-alive\n\n" + wire().content("é漢😀") + wire().content("two") + wire().finish()
				+ wire().usage("5", "7") + wire().done();
	}

	@Test
	default void theCallerHearsTheSameHoweverTheBytesArrive() {
		byte[] bytes = sample().getBytes(StandardCharsets.UTF_8);
		String expected = heardOf(Flux.just(bytes)).text();
		assertThat(wire().textOf(expected)).isEqualTo("é漢😀two");
		for (int cut = 1; cut < bytes.length; cut++) {
			Heard heard = heardOf(Flux.just(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)));
			assertThat(heard.text()).as("cut at %d", cut).isEqualTo(expected);
			assertThat(heard.failure()).isNull();
		}
		Flux<byte[]> single = Flux.range(0, bytes.length).map((at) -> new byte[] { bytes[at] });
		assertThat(heardOf(single).text()).isEqualTo(expected);
	}

	@Test
	default void aStreamThatEndsAtAnyByteIsCompleteOnlyAfterItsReason() {
		byte[] bytes = sample().getBytes(StandardCharsets.UTF_8);
		int finished = sample().substring(0, sample().indexOf(wire().finish())).getBytes(StandardCharsets.UTF_8).length
				+ wire().finish().stripTrailing().length();
		String whole = wire().textOf(heardOf(Flux.just(bytes)).text());
		for (int cut = 0; cut < bytes.length; cut++) {
			Heard heard = heardOf(Flux.just(Arrays.copyOf(bytes, cut)));
			String text = wire().textOf(heard.text());
			if (cut >= finished) {
				assertThat(heard.failure()).as("the first %d bytes", cut).isNull();
				assertThat(text).isEqualTo(whole);
				assertThat(wire().saysDone(heard.text())).isTrue();
			}
			else {
				assertThat(heard.failure()).as("the first %d bytes", cut)
					.isInstanceOfSatisfying(UpstreamFailed.class,
							(failure) -> assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_STREAM_TRUNCATED));
				assertThat(whole).startsWith(text);
				assertThat(heard.text()).doesNotContain("[DONE]");
			}
		}
	}

	private Heard heardOf(Flux<byte[]> parts) {
		return heard(FakeUpstream.bytes(parts), request(wire().request(true, true), true), new RecordingObserver());
	}

}
