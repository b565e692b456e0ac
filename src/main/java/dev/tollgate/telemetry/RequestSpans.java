package dev.tollgate.telemetry;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * The span of a caller's request, which goes on with the caller's trace.
 */
final class RequestSpans extends PropagatingReceiverTracingObservationHandler<ServerRequestObservationContext> {

	RequestSpans(Tracer tracer, Propagator propagator) {
		super(tracer, propagator);
	}

	@Override
	public void tagSpan(ServerRequestObservationContext context, Span span) {
		SpanAttributes.write(context, span);
	}

	@Override
	public void onError(ServerRequestObservationContext context) {
		// a failure of ours or a provider's: what was wrong with the request is the
		// caller's to mend (OpenTelemetry's convention for HTTP servers)
		if (RequestConvention.status(context) >= 500) {
			SpanAttributes.failed(context, getRequiredSpan(context));
		}
	}

}
