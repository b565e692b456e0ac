package dev.tollgate.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;

/**
 * The span of a call to a provider, and of whatever else is observed within a request.
 */
final class CallSpans extends DefaultTracingObservationHandler {

	CallSpans(Tracer tracer) {
		super(tracer);
	}

	@Override
	public void onStart(Observation.Context context) {
		Span parent = getParentSpan(context);
		Span.Builder span = getTracer().spanBuilder();
		if (parent != null) {
			span.setParent(parent.context());
		}
		if (CallObservations.isCall(context)) {
			span.kind(Span.Kind.CLIENT);
		}
		getTracingContext(context).setSpan(span.name(getSpanName(context)).start());
	}

	@Override
	public void tagSpan(Observation.Context context, Span span) {
		SpanAttributes.write(context, span);
	}

	@Override
	public void onError(Observation.Context context) {
		SpanAttributes.failed(context, getRequiredSpan(context));
	}

}
