package dev.tollgate.telemetry;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import org.springframework.ai.embedding.observation.DefaultEmbeddingModelObservationConvention;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;

/**
 * Spring AI's convention for embeddings, and the route that was taken.
 */
final class RouteEmbeddingObservationConvention extends DefaultEmbeddingModelObservationConvention {

	private final KeyValue route;

	RouteEmbeddingObservationConvention(String route) {
		this.route = KeyValue.of("tollgate.route", route);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(EmbeddingModelObservationContext context) {
		return super.getLowCardinalityKeyValues(context).and(this.route);
	}

}
