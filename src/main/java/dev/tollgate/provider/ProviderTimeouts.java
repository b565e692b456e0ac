package dev.tollgate.provider;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the parts of a call to a provider may take.
 * <p>
 * A provider that says nothing at all is given up after {@code headers}. The first
 * content may take much longer, because models that think first send nothing meanwhile,
 * for minutes sometimes; a route with fallbacks to models that answer at once does well
 * to set it to 15 s.
 *
 * @param connect until a connection stands; always the provider's own, whose connections
 * all routes share
 * @param headers until the head of a streamed answer has come
 * @param firstContent from there until the first content of a streamed answer, whatever
 * else comes
 * @param idle between two events of a streamed answer: before its first content
 * keep-alives are life enough, after it they are not
 * @param total for the whole call, streamed or not
 * @param minThroughput how many bytes of content a second a streamed answer must bring on
 * average over each {@code idle}, after its first content and while the caller reads;
 * zero for no such limit
 */
public record ProviderTimeouts(@DurationMin(millis = 1) @DefaultValue("2s") Duration connect,
		@DurationMin(millis = 1) @DefaultValue("10s") Duration headers,
		@DurationMin(millis = 1) @DefaultValue("120s") Duration firstContent,
		@DurationMin(millis = 1) @DefaultValue("60s") Duration idle,
		@DurationMin(millis = 1) @DefaultValue("15m") Duration total, @Min(0) @DefaultValue("1") int minThroughput) {

	/**
	 * Times as they are bound from the configuration.
	 */
	@ConstructorBinding
	public ProviderTimeouts {
	}

	/**
	 * Times with the minimum of content that is the default.
	 * @param connect until a connection stands
	 * @param headers until the head of a streamed answer has come
	 * @param firstContent from there until the first content
	 * @param idle between two events
	 * @param total for the whole call
	 */
	public ProviderTimeouts(Duration connect, Duration headers, Duration firstContent, Duration idle, Duration total) {
		this(connect, headers, firstContent, idle, total, 1);
	}

}
