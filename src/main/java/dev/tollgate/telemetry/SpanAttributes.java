package dev.tollgate.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.StatusCode;

/**
 * What an observation knows as attributes of its span, by OpenTelemetry's names and of
 * its types: Micrometer has text only.
 */
final class SpanAttributes {

	static final String PROVIDER_NAME = "gen_ai.provider.name";

	static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

	static final String STATUS = "http.response.status_code";

	private static final Set<String> NUMBERS = Set.of("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
			"gen_ai.usage.total_tokens", "gen_ai.usage.cache_read.input_tokens",
			"gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.reasoning.output_tokens", STATUS,
			"tollgate.attempt", "tollgate.attempts");

	private SpanAttributes() {
	}

	static void write(Observation.Context context, Span span) {
		for (KeyValue value : context.getAllKeyValues()) {
			if (!KeyValue.NONE_VALUE.equals(value.getValue())) {
				write(value.getKey(), value.getValue(), span);
			}
		}
	}

	private static void write(String name, String value, Span span) {
		switch (name) {
			case "gen_ai.system" -> {
				// the former name of the provider's, which Spring AI still has
			}
			case "gen_ai.request.stream" -> span.tag(name, Boolean.parseBoolean(value));
			case "gen_ai.response.finish_reasons" -> span.tagOfStrings(name, reasons(value));
			case FIRST_CHUNK -> span.tag(name, Double.parseDouble(value));
			default -> {
				if (NUMBERS.contains(name)) {
					span.tag(name, Long.parseLong(value));
				}
				else {
					span.tag(name, value);
				}
			}
		}
	}

	/** Reads what Spring AI writes, for instance {@code ["stop"]}. */
	private static List<String> reasons(String list) {
		return Arrays.stream(list.substring(1, list.length() - 1).split(","))
			.map((reason) -> reason.strip().replace("\"", ""))
			.toList();
	}

	/**
	 * Says that it failed and how, without the message: a provider's may hold what the
	 * caller wrote.
	 */
	static void failed(Observation.Context context, Span span) {
		Throwable failure = context.getError();
		if (failure != null) {
			span.tag("error.type", failure.getClass().getSimpleName());
		}
		OtelSpan.toOtel(span).setStatus(StatusCode.ERROR);
	}

}
