package dev.tollgate.routing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.TemperatureSupport;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.ProviderState;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Targets of providers that nobody calls, and requests for them.
 */
final class TestTargets {

	private TestTargets() {
	}

	static Target target(String name, RouteDefinition.Target place, Abilities abilities, Speed speed) {
		UpstreamModel model = new UpstreamModel(place.provider(), place.model());
		ModelDescription description = new ModelDescription(name, model, null, abilities.contextWindow(), null,
				List.of("text"), TemperatureSupport.UNKNOWN, null, Map.of());
		return new Target(RouteDefinition.to(model), place, new Uncalled(place.provider()), description, place.model(),
				abilities, speed);
	}

	/** A target of weight 1 in no group; the model is {@code provider/name}. */
	static Target target(String model, Speed speed) {
		return target("test", place(model, 1, null), Abilities.UNKNOWN, speed);
	}

	static RouteDefinition.Target place(String model, int weight, @Nullable Integer group) {
		int slash = model.indexOf('/');
		return new RouteDefinition.Target(model.substring(0, slash), model.substring(slash + 1), weight, group);
	}

	static RouteDefinition definition(Strategy strategy, List<RouteDefinition.Target> places) {
		return new RouteDefinition("test", strategy, places, Map.of(), Map.of(), UnsupportedParameters.PASS, null, 3,
				Resume.OFF, null, List.of());
	}

	static Abilities without(@Nullable Integer contextWindow, Capability... lacks) {
		return new Abilities(Set.of(lacks), contextWindow, false);
	}

	static ChatRequest request(Protocol protocol, String json) {
		JsonBody body = JsonBody.of(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
		return new ChatRequest(protocol, Operation.CHAT, false, "test", false, false, false, null, null,
				body.textSize(), body);
	}

	static ChatRequest request(String json) {
		return request(Protocol.OPENAI, json);
	}

	static List<String> names(List<Target> targets) {
		return targets.stream().map((target) -> target.model().toString()).toList();
	}

	private record Uncalled(String name) implements ChatProvider {

		@Override
		public String type() {
			return this.name;
		}

		@Override
		public Admission admit() {
			throw new AssertionError("Nobody is to be called");
		}

		@Override
		public ProviderState state() {
			return new ProviderState(this.name, 0, 1, List.of());
		}

		@Override
		public Mono<Answer> call(UpstreamRequest request, AnswerObserver observer) {
			throw new AssertionError("Nobody is to be called");
		}

	}

}
