package dev.tollgate.telemetry;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.CalledModel;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceChange;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.PriceRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What the models cost now that have been called since the start, in which window that
 * is, and when it changes. All of it is computed when somebody looks.
 */
@Component
public final class PriceGauges {

	private static final List<TokenType> TYPES = List.of(TokenType.INPUT, TokenType.CACHED_INPUT, TokenType.OUTPUT);

	private final Map<UpstreamModel, Called> called = new ConcurrentHashMap<>();

	private final PriceBook prices;

	private final Clock clock;

	private final MeterRegistry registry;

	PriceGauges(PriceBook prices, Clock clock, MeterRegistry registry) {
		this.prices = prices;
		this.clock = clock;
		this.registry = registry;
		prices.onReload(() -> this.called.values().forEach(this::showWindows));
	}

	/**
	 * Shows the price of a model from now on.
	 * @param provider the provider's name
	 * @param type the provider's type
	 * @param label the model's name, one of a bounded set
	 */
	public void show(String provider, String type, String label) {
		UpstreamModel model = new UpstreamModel(provider, label);
		if (!this.called.containsKey(model)) {
			this.called.computeIfAbsent(model, (missing) -> register(new CalledModel(missing, type, null)));
		}
	}

	private Called register(CalledModel model) {
		Called called = new Called(model);
		for (TokenType type : TYPES) {
			Gauge.builder("tollgate.price.usd.per.million", called, (it) -> it.rate(type))
				.description("The price now of a million tokens")
				.tags(called.tags().and("token_type", type.label()))
				.register(this.registry);
		}
		Gauge.builder("tollgate.price.next.change.timestamp", called, Called::nextChange)
			.description("When the price changes next, in seconds since 1970; none where no change is known")
			.baseUnit("seconds")
			.tags(called.tags())
			.register(this.registry);
		showWindows(called);
		return called;
	}

	private void showWindows(Called called) {
		for (String window : called.windows()) {
			if (!called.shown.add(window)) {
				continue;
			}
			Gauge.builder("tollgate.price.window.open", called, (it) -> it.isOpen(window) ? 1 : 0)
				.description("Whether the price window is open now")
				.tags(called.tags().and("window", window))
				.register(this.registry);
		}
	}

	/** A model that has been called, by the prices in force. */
	private final class Called {

		private final CalledModel model;

		/** Windows that have a gauge; they are few, and stay when they are gone. */
		private final Set<String> shown = ConcurrentHashMap.newKeySet();

		private @Nullable PriceList lookedIn;

		private Instant lookedAt = Instant.MAX;

		private @Nullable Instant change;

		Called(CalledModel model) {
			this.model = model;
		}

		Tags tags() {
			UpstreamModel asked = this.model.asked();
			return Tags.of("provider", asked.provider(), "model", asked.name());
		}

		private Optional<Price> price() {
			Instant now = PriceGauges.this.clock.instant();
			return PriceGauges.this.prices.inForce().price(this.model, now, now);
		}

		double rate(TokenType type) {
			return price().map((price) -> price.rates().perMillion(type).toDouble()).orElse(Double.NaN);
		}

		boolean isOpen(String window) {
			return price().map(Price::window).filter(window::equals).isPresent();
		}

		/** The windows of the row in force, and none of a price that never changes. */
		TreeSet<String> windows() {
			TreeSet<String> names = new TreeSet<>();
			price().map(Price::row).map(PriceRow::windows).ifPresent((windows) -> {
				windows.forEach((window) -> names.add(window.name()));
				if (!windows.isEmpty()) {
					names.add(Price.STANDARD);
				}
			});
			return names;
		}

		/** It is looked for no oftener than it comes: that takes longer than a look. */
		synchronized double nextChange() {
			Instant now = PriceGauges.this.clock.instant();
			PriceList list = PriceGauges.this.prices.inForce();
			if (list != this.lookedIn || now.isBefore(this.lookedAt)
					|| (this.change != null && !this.change.isAfter(now))) {
				this.lookedIn = list;
				this.lookedAt = now;
				this.change = list.nextChange(this.model, now).map(PriceChange::at).orElse(null);
				showWindows(this);
			}
			return (this.change != null) ? this.change.getEpochSecond() : Double.NaN;
		}

	}

}
