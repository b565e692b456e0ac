package dev.tollgate.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceChange;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What the models that a caller may call cost at an instant.
 */
@Component
public final class Prices {

	private static final Duration WEEK = Duration.ofDays(7);

	/** Windows may open several times a day, and all of it is one answer. */
	private static final Duration LONGEST = Duration.ofDays(92);

	private final Models models;

	private final PriceBook book;

	private final Clock clock;

	Prices(Models models, PriceBook book, Clock clock) {
		this.models = models;
		this.book = book;
		this.clock = clock;
	}

	/**
	 * The price of a model.
	 * @param caller who asks
	 * @param name the model as the caller names it
	 * @param at when, null for now
	 * @return its price; one without a row where the model has none
	 * @throws UnknownModel if there is no model of that name that the caller may call
	 */
	public QuotedPrice one(Caller caller, String name, @Nullable Instant at) {
		return quote(name, this.models.route(caller, name), (at != null) ? at : this.clock.instant());
	}

	/**
	 * The prices of all models.
	 * @param caller who asks
	 * @param at when, null for now
	 * @return one price a name that the caller may call, ordered by name
	 */
	public List<QuotedPrice> all(Caller caller, @Nullable Instant at) {
		Instant when = (at != null) ? at : this.clock.instant();
		return this.models.all(caller)
			.stream()
			.map(ModelDescription::id)
			.sorted(Comparator.naturalOrder())
			.map((name) -> quote(name, this.models.route(caller, name), when))
			.toList();
	}

	/**
	 * The prices of a model between two instants.
	 * @param caller who asks
	 * @param name the model as the caller names it
	 * @param from the first instant, null for now
	 * @param to the first instant that is no longer meant, null for a week later
	 * @return a span for each row and window
	 * @throws UnknownModel if there is no model of that name that the caller may call
	 * @throws InvalidRequest if the instants are not in order or too far apart
	 */
	public PriceTimeline timeline(Caller caller, String name, @Nullable Instant from, @Nullable Instant to) {
		Target target = this.models.route(caller, name).first();
		Instant begin = (from != null) ? from : this.clock.instant();
		Instant end = (to != null) ? to : begin.plus(WEEK);
		if (!begin.isBefore(end) || begin.plus(LONGEST).isBefore(end)) {
			throw new InvalidRequest(
					"The parameter 'to' must be later than 'from', by at most " + LONGEST.toDays() + " days",
					"invalid_value", "to");
		}
		return PriceTimeline.of(name, target.model(),
				this.book.inForce().spans(List.of(called(target), former(name, target)), begin, end));
	}

	/**
	 * All prices that a model ever had, or is known to get.
	 * @param caller who asks
	 * @param name the model as the caller names it
	 * @return a span for each row
	 * @throws UnknownModel if there is no model of that name that the caller may call
	 */
	public PriceHistory history(Caller caller, String name) {
		Target target = this.models.route(caller, name).first();
		return PriceHistory.of(name, target.model(),
				this.book.inForce().eras(List.of(called(target), former(name, target))));
	}

	private QuotedPrice quote(String name, Route route, Instant at) {
		Target target = route.first();
		CalledModel called = called(target);
		PriceList prices = this.book.inForce();
		Price price = prices.price(called, at, at).orElse(null);
		PriceChange next = prices.nextChange(called, at).orElse(null);
		if (price == null) {
			CalledModel former = former(name, target);
			price = prices.price(former, at, at).orElse(null);
			next = earlier(next, prices.nextChange(former, at).orElse(null));
		}
		return QuotedPrice.of(name, target.model(), at, price, next);
	}

	private static CalledModel called(Target target) {
		return new CalledModel(target.model(), target.providerType(), null);
	}

	/** A name that stands for another model today may have been one itself. */
	private static CalledModel former(String name, Target target) {
		return new CalledModel(target.model().withName(name.substring(name.indexOf('/') + 1)), target.providerType(),
				null);
	}

	private static @Nullable PriceChange earlier(@Nullable PriceChange one, @Nullable PriceChange other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return other.at().isBefore(one.at()) ? other : one;
	}

}
