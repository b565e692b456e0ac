package dev.tollgate.provider;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far a call may go on after its caller went away.
 *
 * @param maxTokens how many tokens of output may still come, as far as they are seen
 * @param maxTime how long it may take from then on
 * @param maxCalls how many calls to the provider may be in that state at once; further
 * ones end at once
 */
record DrainLimits(@Min(1) @DefaultValue("4096") int maxTokens,
		@DurationMin(millis = 1) @DefaultValue("60s") Duration maxTime, @Min(1) @DefaultValue("64") int maxCalls) {

	private static final int BYTES_PER_TOKEN = 4;

	/** Room for what surrounds the text of an answer that comes as a whole. */
	private static final int FRAME = 64 * 1024;

	/** Whether so much content is too much: of its events each is a token at least. */
	boolean exceededBy(long events, long bytes) {
		return Math.max(events, bytes / BYTES_PER_TOKEN) > this.maxTokens;
	}

	/**
	 * Whether so much of an answer that comes as a whole is too much. It is generated
	 * already, so this bounds only what is held of it.
	 */
	boolean exceededBy(int bytes) {
		return bytes > FRAME + 4L * BYTES_PER_TOKEN * this.maxTokens;
	}

}
