package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.gateway.Estimate.PricedAt;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceChange;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Says what a call would cost, and calls nobody.
 */
@Component
public final class Estimates implements DisposableBean {

	/** Each holds a prompt, and is done in a second at worst. */
	private static final int MOST_WAITING = 16;

	private static final int IDLE_SECONDS = 30;

	private final Models models;

	private final PriceBook prices;

	private final Clock clock;

	// counting is work for a second at worst, which an event loop must not do
	private final Scheduler counting = Schedulers.newBoundedElastic(
			Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAITING, "tollgate-count", IDLE_SECONDS,
			true);

	Estimates(Models models, PriceBook prices, Clock clock) {
		this.models = models;
		this.prices = prices;
		this.clock = clock;
	}

	/**
	 * Estimates a chat request.
	 * @param caller who asks
	 * @param request the request as it would be called; its body is read before this
	 * returns
	 * @return the estimate, or an error of type {@link GatewayException}
	 */
	public Mono<Estimate> estimate(Caller caller, ChatRequest request) {
		Route route = this.models.route(caller, request.model());
		route.check(request);
		Call call = Call.of(request, route.first(), route.description());
		return Mono.fromCallable(() -> estimate(call))
			.subscribeOn(this.counting)
			.onErrorMap(RejectedExecutionException.class,
					(ex) -> new Unavailable("Too many estimates are under way", "overloaded"))
			.onErrorMap(ArithmeticException.class,
					(ex) -> new InvalidRequest("The call would cost more than nine million dollars", "invalid_value",
							null));
	}

	private Estimate estimate(Call call) {
		Target target = call.target();
		TokenCount input = TokenCount.of(call.prompt(), target.providerType(), target.model().name());
		Long output = (call.maxOutput() != null) ? Math.multiplyExact(call.maxOutput(), (long) call.choices()) : null;
		CalledModel called = new CalledModel(target.model(), target.providerType(), null);
		PriceList list = this.prices.inForce();
		Instant at = this.clock.instant();
		PricedAt now = PricedAt.of(at, list.price(called, at, at).orElse(null), input.tokens(), output, call.tier());
		PriceChange change = list.nextChange(called, at).orElse(null);
		PricedAt next = (change != null) ? PricedAt.of(change.at(), change.price(), input.tokens(), output, call.tier())
				: null;
		return new Estimate(call.model(), target.model().provider(), target.model().name(),
				input.exact() ? "exact" : "estimated", input.tokens(), call.maxOutput(), call.choices(),
				call.prompt().notCounted(), now, next);
	}

	@Override
	public void destroy() {
		this.counting.dispose();
	}

	/**
	 * What is left of a request once its body is gone.
	 *
	 * @param model the model as the caller names it
	 * @param target what would serve it
	 * @param prompt what is sent
	 * @param maxOutput the most tokens of one answer, null where that is not known
	 * @param choices how many answers
	 * @param tier the service tier that is asked for, null for none
	 */
	private record Call(String model, Target target, PromptText prompt, @Nullable Long maxOutput, int choices,
			@Nullable String tier) {

		static Call of(ChatRequest request, Target target, ModelDescription description) {
			JsonBody body = request.body();
			Long bound = number(body, "max_completion_tokens");
			if (bound == null) {
				bound = number(body, "max_tokens");
			}
			if (bound == null && description.maxOutputTokens() != null) {
				bound = description.maxOutputTokens().longValue();
			}
			Long choices = number(body, "n");
			JsonMember tier = body.member("service_tier");
			return new Call(request.model(), target, PromptText.of(body), bound,
					(choices != null) ? choices.intValue() : 1,
					(tier != null && tier.kind() == JsonKind.STRING) ? body.text(tier) : null);
		}

		/** A number that was checked when the request was read. */
		private static @Nullable Long number(JsonBody body, String name) {
			JsonMember member = body.member(name);
			return (member != null && member.kind() == JsonKind.NUMBER) ? Long.valueOf(body.text(member)) : null;
		}

	}

}
