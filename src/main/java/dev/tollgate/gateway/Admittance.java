package dev.tollgate.gateway;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Outcome;
import dev.tollgate.keys.Allowance;
import dev.tollgate.limits.Claim;
import dev.tollgate.limits.Grant;
import dev.tollgate.limits.Limits;
import dev.tollgate.pricing.Usd;
import dev.tollgate.routing.Resume;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Asks the limits of a caller before its request is made, and makes it with what was
 * granted.
 */
@Component
final class Admittance {

	private final Limits limits;

	private final Meter meter;

	Admittance(Limits limits, Meter meter) {
		this.limits = limits;
		this.meter = meter;
	}

	/**
	 * Lets a request in that is one call to providers.
	 * @param routed the request, of a caller with limits
	 * @param call makes it
	 * @return the answer
	 */
	Mono<GatewayAnswer> request(RoutedRequest routed, Function<CallHold, Mono<GatewayAnswer>> call) {
		routed.route().check(routed.request());
		Allowance allowance = routed.caller().allowance();
		return admitted(routed, allowance, (grant) -> {
			routed.account().granted(grant);
			return call.apply(allowance.budgets().isEmpty() ? CallHold.NONE : CallHold.ofRequest(grant));
		});
	}

	/**
	 * Lets a request in whose policies may make several calls, or none.
	 * @param routed the request, of a caller with limits
	 * @param policed makes it
	 * @return the answer
	 */
	Mono<GatewayAnswer> policed(RoutedRequest routed, Supplier<Mono<GatewayAnswer>> policed) {
		Allowance allowance = routed.caller().allowance().withoutBudgets();
		if (allowance.isUnlimited()) {
			return policed.get();
		}
		return admitted(routed, allowance, (grant) -> {
			routed.account().granted(grant);
			return policed.get();
		});
	}

	/**
	 * Lets one of the calls in that the policies of a request make.
	 * @param routed the request as it is worded then
	 * @param call makes it
	 * @return the answer
	 */
	Mono<GatewayAnswer> call(RoutedRequest routed, Function<CallHold, Mono<GatewayAnswer>> call) {
		Allowance allowance = routed.caller().allowance().budgetsOnly();
		if (allowance.isUnlimited()) {
			return call.apply(CallHold.NONE);
		}
		return new AdmittedCall(() -> this.limits.admit(claim(routed, allowance)),
				(grant) -> call.apply(CallHold.ofCall(grant)));
	}

	private Mono<GatewayAnswer> admitted(RoutedRequest routed, Allowance allowance,
			Function<Grant, Mono<GatewayAnswer>> then) {
		return new AdmittedCall(() -> this.limits.admit(claim(routed, allowance)), then)
			.doOnRefusal((refusal) -> this.meter.ended(routed, Outcome.of(refusal)));
	}

	private Claim claim(RoutedRequest routed, Allowance allowance) {
		ChatRequest request = routed.request();
		long output = (allowance.tokensPerMinute() != null) ? Ceilings.givenOutput(routed.route().first(), request) : 0;
		Usd least = Usd.ZERO;
		Usd most = Usd.ZERO;
		if (!allowance.budgets().isEmpty()) {
			least = dearest(routed);
			most = withFurtherAttempts(routed, least);
		}
		return new Claim(routed.caller().key(), allowance, routed.start(), request.estimatedInput(), output, most,
				least);
	}

	/** What one attempt can cost, whichever of the targets it is made at. */
	private Usd dearest(RoutedRequest routed) {
		Usd dearest = Usd.ZERO;
		for (Target target : routed.route().targets()) {
			Usd ceiling = ceiling(routed, target);
			dearest = dearest.max(ceiling);
		}
		return dearest;
	}

	private Usd ceiling(RoutedRequest routed, Target target) {
		try {
			return Ceilings.of(routed.prices(), target, routed.request(), routed.start())
				.orElseGet(() -> unpriced(routed.request()));
		}
		catch (ArithmeticException ex) {
			return new Usd(Long.MAX_VALUE);
		}
	}

	/** No budget can bound what has no price. */
	private Usd unpriced(ChatRequest request) {
		if (this.limits.allowsUnpriced()) {
			return Usd.ZERO;
		}
		throw new InvalidRequest(
				"The model '" + request.model()
						+ "' may be served without a known price, which no budget can bound; your key has one",
				"unpriced_model", "model");
	}

	/**
	 * Before it has content, a failed attempt is billed its prompt; an answer that is
	 * held back or resumed may be billed whole each time.
	 */
	private static Usd withFurtherAttempts(RoutedRequest routed, Usd dearest) {
		Route route = routed.route();
		int further = route.attempts() - 1;
		boolean whole = route.resume() != Resume.OFF && routed.request().streamed();
		Usd each = whole ? dearest : Usd.ZERO;
		try {
			if (!whole) {
				for (Target target : route.targets()) {
					each = each.max(ofPrompt(routed, target));
				}
			}
			return dearest.plus(new Usd(Math.multiplyExact(each.pico(), further)));
		}
		catch (ArithmeticException ex) {
			return new Usd(Long.MAX_VALUE);
		}
	}

	private static Usd ofPrompt(RoutedRequest routed, Target target) {
		Instant start = routed.start();
		return Ceilings.ofPrompt(routed.prices(), target, routed.request(), start).orElse(Usd.ZERO);
	}

}
