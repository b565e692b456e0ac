package dev.tollgate.telemetry;

import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * How observations become spans, where there is somewhere to send them.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingConfiguration.Wanted.class)
class TracingConfiguration {

	/** In place of Spring Boot's own, which stands at the same place. */
	@Bean
	@Order(1000)
	RequestSpans requestSpans(Tracer tracer, Propagator propagator) {
		return new RequestSpans(tracer, propagator);
	}

	@Bean
	@Order(3000)
	CallSpans callSpans(Tracer tracer) {
		return new CallSpans(tracer);
	}

	/** Probes and scrapers are no requests that anybody looks for. */
	@Bean
	ObservationPredicate unlessManagement(WebEndpointProperties endpoints) {
		String path = endpoints.getBasePath() + "/";
		return (name, context) -> !(context instanceof ServerRequestObservationContext server
				&& server.getCarrier() != null && server.getCarrier().getPath().value().startsWith(path));
	}

	static final class Wanted implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return TracingSwitch.isOn(context.getEnvironment());
		}

	}

}
