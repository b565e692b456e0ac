package dev.tollgate.policy.cache;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import dev.tollgate.pricing.Usd;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerCodecTests {

	private static final KeptAnswer ANSWER = new KeptAnswer("{\"é\":1}".getBytes(StandardCharsets.UTF_8), "openai",
			"gpt-4o-é", new Usd(123_456_789), Instant.parse("2026-11-24T01:02:03.123456789Z"));

	@Test
	void whatWasWrittenIsRead() {
		assertThat(AnswerCodec.decode(AnswerCodec.encode(ANSWER))).usingRecursiveComparison().isEqualTo(ANSWER);
		KeptAnswer free = new KeptAnswer(new byte[0], "", "", null, Instant.EPOCH);
		assertThat(AnswerCodec.decode(AnswerCodec.encode(free))).usingRecursiveComparison().isEqualTo(free);
		assertThat(AnswerCodec.decode(AnswerCodec.encode(new KeptAnswer(new byte[0], "", "", Usd.ZERO, Instant.EPOCH))))
			.extracting(KeptAnswer::cost)
			.isEqualTo(Usd.ZERO);
	}

	@Test
	void whatIsDamagedOrOfAnotherVersionIsNothing() {
		byte[] bytes = AnswerCodec.encode(ANSWER);
		int completion = ANSWER.completion().length;
		for (int length = 0; length < bytes.length - completion; length++) {
			assertThat(AnswerCodec.decode(Arrays.copyOf(bytes, length))).as("%d bytes", length).isNull();
		}
		byte[] other = bytes.clone();
		other[0] = 2;
		assertThat(AnswerCodec.decode(other)).isNull();
		byte[] huge = bytes.clone();
		huge[22] = 0x7f;
		assertThat(AnswerCodec.decode(huge)).isNull();
	}

	@Test
	void whatIsAddedIsSmall() {
		assertThat(AnswerCodec.encode(ANSWER)).hasSizeLessThan(ANSWER.completion().length + 50);
	}

}
