package dev.tollgate.telemetry;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationConvention;
import org.springframework.stereotype.Component;

/**
 * What is told of a caller's request in its span: OpenTelemetry's names for HTTP servers,
 * and what became of it. Nothing of it is a caller's text: an address is the pattern that
 * it matched.
 */
@Component
public final class RequestConvention implements ServerRequestObservationConvention {

	@Override
	public String getName() {
		return "http.server.requests";
	}

	@Override
	public String getContextualName(ServerRequestObservationContext context) {
		String method = method(context);
		String pattern = RequestLine.of(context.getAttributes()).pattern();
		return (pattern != null) ? method + " " + pattern : method;
	}

	private static String method(ServerRequestObservationContext context) {
		ServerHttpRequest request = context.getCarrier();
		return (request != null) ? RequestLine.known(request.getMethod()) : RequestLine.OTHER_METHOD;
	}

	static int status(ServerRequestObservationContext context) {
		ServerHttpResponse response = context.getResponse();
		HttpStatusCode status = (response != null) ? response.getStatusCode() : null;
		return (status != null) ? status.value() : 0;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
		List<KeyValue> values = new ArrayList<>(8);
		add("http.request.method", method(context), values);
		RequestLine line = RequestLine.of(context.getAttributes());
		add("http.route", line.pattern(), values);
		int status = status(context);
		if (status > 0) {
			add(SpanAttributes.STATUS, Integer.toString(status), values);
		}
		return KeyValues.of(values);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ServerRequestObservationContext context) {
		RequestLine line = RequestLine.of(context.getAttributes());
		List<KeyValue> values = new ArrayList<>(12);
		line.describe((name, value) -> add("tollgate." + name, value, values));
		return KeyValues.of(values);
	}

	private static void add(String name, @Nullable String value, List<KeyValue> values) {
		if (value != null) {
			values.add(KeyValue.of(name, value));
		}
	}

}
