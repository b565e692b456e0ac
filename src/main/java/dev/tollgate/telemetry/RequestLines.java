package dev.tollgate.telemetry;

import java.util.Map;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import io.micrometer.tracing.Span;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;

/**
 * Gives every request a line, and has it read when the request has ended.
 */
@Component
public final class RequestLines {

	private final CallMetrics metrics;

	private final RequestLog log;

	private final Traces traces;

	RequestLines(CallMetrics metrics, RequestLog log, Traces traces) {
		this.metrics = metrics;
		this.log = log;
		this.traces = traces;
	}

	/**
	 * Gives every exchange a line.
	 * @param handler what answers
	 * @return what answers and closes the line
	 */
	public HttpHandler over(HttpHandler handler) {
		return (request, response) -> {
			Mono<Void> answered = handler.handle(request, response);
			// the attributes are there from the call above on: they are the exchange's
			Map<String, Object> exchange = request.getAttributes();
			RequestLine line = new RequestLine(this, request.getMethod(), exchange);
			line.putInto(exchange);
			return answered.doFinally((signal) -> line.closed(status(response, signal)));
		};
	}

	private static int status(ServerHttpResponse response, SignalType signal) {
		if (signal == SignalType.CANCEL && !response.isCommitted()) {
			return Outcome.CLIENT_CLOSED_REQUEST;
		}
		HttpStatusCode status = response.getStatusCode();
		return (status != null) ? status.value() : 200;
	}

	/**
	 * Gives a request of this process a line.
	 * @param id the request
	 * @return the line, to be closed by whoever asked for it
	 */
	public RequestLine of(RequestId id) {
		RequestLine line = new RequestLine(this, null, Map.of());
		line.named(id);
		return line;
	}

	void closed(RequestLine line, Map<String, Object> exchange) {
		if (line.method() != null) {
			this.metrics.responded(line.pattern(), line.status());
		}
		Span span = this.traces.ofRequest(exchange);
		if (span != null) {
			line.traced(span.context().traceId(), span.context().spanId());
		}
	}

	void ended(RequestLine line) {
		this.log.add(line);
	}

}
