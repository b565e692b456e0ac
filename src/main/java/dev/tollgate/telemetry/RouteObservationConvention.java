package dev.tollgate.telemetry;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Spring AI's convention, and the route that was taken.
 */
final class RouteObservationConvention extends DefaultChatModelObservationConvention {

	@Override
	public KeyValues getLowCardinalityKeyValues(ChatModelObservationContext context) {
		String route = (context instanceof RouteContext routed) ? routed.route : KeyValue.NONE_VALUE;
		return super.getLowCardinalityKeyValues(context).and(KeyValue.of("tollgate.route", route));
	}

	/** Spring AI's context, and the route. */
	static final class RouteContext extends ChatModelObservationContext {

		private final String route;

		RouteContext(String route, Prompt prompt, String provider) {
			super(prompt, provider);
			this.route = route;
		}

	}

}
