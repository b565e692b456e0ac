package dev.tollgate.telemetry;

import java.util.Map;
import java.util.function.BiConsumer;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/**
 * The traces that calls belong to, where there is somewhere to send them.
 */
@Component
public final class Traces {

	private final @Nullable Tracer tracer;

	private final @Nullable Propagator propagator;

	Traces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
		this.tracer = tracer.getIfAvailable();
		this.propagator = propagator.getIfAvailable();
	}

	/**
	 * Whether there are any.
	 * @return false if nothing is traced, whoever asks for it
	 */
	public boolean areKept() {
		return this.tracer != null;
	}

	/**
	 * Has what follows in this thread done as a part of a call that is sampled, so that
	 * metrics can name its trace.
	 * @param observation the call, or null
	 * @return what ends that, to be closed on the same thread; null if nothing was begun
	 */
	Tracer.@Nullable SpanInScope within(@Nullable Observation observation) {
		Tracer tracer = this.tracer;
		if (tracer == null || observation == null) {
			return null;
		}
		Span span = span(observation.getContextView());
		return (span != null && Boolean.TRUE.equals(span.context().sampled())) ? tracer.withSpan(span) : null;
	}

	/**
	 * Writes the headers by which somebody else goes on with a call's trace.
	 * @param observation the call, or null
	 * @param headers takes names and values
	 */
	public void propagate(@Nullable Observation observation, BiConsumer<String, String> headers) {
		Propagator propagator = this.propagator;
		Span span = (observation != null && propagator != null) ? span(observation.getContextView()) : null;
		if (span != null && propagator != null) {
			propagator.inject(span.context(), headers, (to, name, value) -> {
				if (to != null) {
					to.accept(name, value);
				}
			});
		}
	}

	/** The span of the request that these are the attributes of, or null. */
	@Nullable Span ofRequest(Map<String, Object> attributes) {
		if (this.tracer == null) {
			return null;
		}
		return (attributes.get(
				ServerRequestObservationContext.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE) instanceof Observation.ContextView context)
						? span(context) : null;
	}

	private static @Nullable Span span(Observation.ContextView context) {
		TracingContext tracing = context.get(TracingContext.class);
		return (tracing != null) ? tracing.getSpan() : null;
	}

}
