package dev.tollgate.pricing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * What every model costs at every instant. Immutable, to be shared by all threads.
 */
public final class PriceList {

	private static final int MOST_HIDDEN_CHANGES = 16;

	private final Map<UpstreamModel, List<PriceRow>> byModel;

	private final List<PriceRow> rows;

	private final Map<PriceRow, Ceiling> ceilings = new IdentityHashMap<>();

	PriceList(Map<UpstreamModel, List<PriceRow>> byModel) {
		Map<UpstreamModel, List<PriceRow>> copy = new LinkedHashMap<>();
		List<PriceRow> all = new ArrayList<>();
		byModel.forEach((model, rows) -> {
			copy.put(model, List.copyOf(rows));
			all.addAll(rows);
		});
		this.byModel = Collections.unmodifiableMap(copy);
		this.rows = List.copyOf(all);
		all.forEach((row) -> this.ceilings.put(row, Ceiling.of(row)));
	}

	/**
	 * Reads a price list.
	 * @param file the YAML file
	 * @return the price list
	 * @throws PriceListException if the file cannot be read or is not sound
	 */
	public static PriceList load(Resource file) {
		return load(List.of(file));
	}

	/**
	 * Reads a price list of several files: a later file adds rows, and replaces the rows
	 * of the same model and beginning and the calendars of the same name.
	 * @param files the YAML files
	 * @return the price list
	 * @throws PriceListException if a file cannot be read or the whole is not sound
	 */
	public static PriceList load(List<? extends Resource> files) {
		return new PriceListReader().read(files);
	}

	/**
	 * The price of a request. The row in force at its start says which of the two
	 * instants counts; that instant picks row and window.
	 * @param model the model that ran
	 * @param start when the request was sent
	 * @param completion when the answer was complete
	 * @return the price, empty where none is known
	 */
	public Optional<Price> price(UpstreamModel model, Instant start, Instant completion) {
		List<PriceRow> rows = rows(model);
		PriceRow atStart = row(rows, start);
		// a model that got its first price meanwhile has no say before it
		Instant billed = (atStart != null) ? atStart.billedAt().pick(start, completion) : completion;
		return Optional.ofNullable(price(rows, billed));
	}

	/**
	 * The price of a call: of the model that ran, else of the one that was asked for; by
	 * the provider's own name, else by its type.
	 * @param called what was called
	 * @param start when the request was sent
	 * @param completion when the answer was complete
	 * @return the price, empty where none is known
	 */
	public Optional<Price> price(CalledModel called, Instant start, Instant completion) {
		for (UpstreamModel model : called.priced()) {
			Optional<Price> price = price(model, start, completion);
			if (price.isPresent()) {
				return price;
			}
		}
		return Optional.empty();
	}

	/**
	 * What a call can cost at most, whichever window, tier and kind of tokens it turns
	 * out to be billed at.
	 * @param called what is called
	 * @param start when the request is sent
	 * @param end when the answer is complete at the latest
	 * @param input how many tokens are sent at most
	 * @param output how many are answered at most
	 * @return the amount, empty where no price is known
	 */
	public Optional<Usd> ceiling(CalledModel called, Instant start, Instant end, long input, long output) {
		Optional<Usd> first = price(called, start, start).map((price) -> ceiling(price, input, output));
		if (first.isEmpty()) {
			return first;
		}
		return price(called, end, end).map((price) -> ceiling(price, input, output).max(first.get())).or(() -> first);
	}

	private Usd ceiling(Price price, long input, long output) {
		Ceiling ceiling = this.ceilings.get(price.row());
		return ((ceiling != null) ? ceiling : Ceiling.of(price.row())).amount(input, output);
	}

	/**
	 * The price of an instant.
	 * @param model the model
	 * @param at when
	 * @return the price, empty where none is known
	 */
	public Optional<Price> at(UpstreamModel model, Instant at) {
		return Optional.ofNullable(price(rows(model), at));
	}

	/**
	 * The next instant at which a model's rates differ: a window opens or closes, or a
	 * row begins or ends.
	 * @param model the model
	 * @param after the instant after which the change is looked for
	 * @return the change, empty where none is known
	 */
	public Optional<PriceChange> nextChange(UpstreamModel model, Instant after) {
		List<PriceRow> rows = rows(model);
		return PriceChanges.next(rows, price(rows, after), after);
	}

	/**
	 * The next instant at which a call would cost something else.
	 * @param called what would be called
	 * @param after the instant after which the change is looked for
	 * @return the change, empty where none is known
	 */
	public Optional<PriceChange> nextChange(CalledModel called, Instant after) {
		Price before = price(called, after, after).orElse(null);
		// what changes under one name may be hidden by another: the rows of a provider's
		// own name go before those of its type
		Instant last = after;
		for (int i = 0; i < MOST_HIDDEN_CHANGES; i++) {
			Instant from = last;
			Optional<Instant> at = called.priced()
				.stream()
				.flatMap((name) -> nextChange(name, from).stream())
				.map(PriceChange::at)
				.min(Comparator.naturalOrder());
			if (at.isEmpty()) {
				return Optional.empty();
			}
			last = at.get();
			Price now = price(called, last, last).orElse(null);
			if (PriceChanges.differ(before, now)) {
				return Optional.of(new PriceChange(last, now));
			}
		}
		return Optional.empty();
	}

	/**
	 * The prices of a call between two instants, apart by row and window.
	 * @param called what is called; where it has no price, the next of the list counts
	 * @param from the first instant
	 * @param until the first instant that is no longer meant
	 * @return the spans, chronological and without gaps
	 */
	public List<PriceSpan> spans(List<CalledModel> called, Instant from, Instant until) {
		return new PriceSpans(this, called).between(from, until);
	}

	/**
	 * The rows that ever priced a call, or are known to begin.
	 * @param called what is called; where it has no price, the next of the list counts
	 * @return a span for each, chronological; its price is that of its first instant
	 */
	public List<PriceSpan> eras(List<CalledModel> called) {
		return new PriceSpans(this, called).eras();
	}

	/**
	 * All rows, by model in the order of the files, and chronological.
	 * @return the rows
	 */
	public List<PriceRow> rows() {
		return this.rows;
	}

	/**
	 * The rows of a model: those of its exact name, else those of its name without a
	 * snapshot's suffix such as {@code -2024-08-06}.
	 * @param model the model
	 * @return its rows, chronological; empty where it has no price
	 */
	public List<PriceRow> rows(UpstreamModel model) {
		List<PriceRow> rows = this.byModel.get(model);
		return (rows != null) ? rows : this.byModel.getOrDefault(model.withoutSnapshot(), List.of());
	}

	/**
	 * The models that have a price.
	 * @return the models as the rows name them
	 */
	public Set<UpstreamModel> models() {
		return this.byModel.keySet();
	}

	private static @Nullable Price price(List<PriceRow> rows, Instant at) {
		PriceRow row = row(rows, at);
		return (row != null) ? row.price(at) : null;
	}

	private static @Nullable PriceRow row(List<PriceRow> rows, Instant at) {
		int low = 0;
		int high = rows.size() - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			PriceRow row = rows.get(middle);
			if (at.isBefore(row.from())) {
				high = middle - 1;
			}
			else if (row.contains(at)) {
				return row;
			}
			else {
				low = middle + 1;
			}
		}
		return null;
	}

}
