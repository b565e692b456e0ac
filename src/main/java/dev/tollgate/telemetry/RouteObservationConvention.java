package dev.tollgate.telemetry;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;

/**
 * Spring AI's convention, and the route that was taken.
 */
final class RouteObservationConvention extends DefaultChatModelObservationConvention {

	private final KeyValue route;

	RouteObservationConvention(String route) {
		this.route = KeyValue.of("tollgate.route", route);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ChatModelObservationContext context) {
		return super.getLowCardinalityKeyValues(context).and(this.route);
	}

}
