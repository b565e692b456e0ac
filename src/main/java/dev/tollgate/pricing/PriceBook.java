package dev.tollgate.pricing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * The price list in force. Whoever prices a call asks once, at its start, and stays with
 * what it got.
 */
public final class PriceBook {

	private final PriceFiles files;

	private final Clock clock;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	// reading files may block: a lock lets virtual threads wait, and readers never do
	private final ReentrantLock reloading = new ReentrantLock();

	private volatile Edition edition;

	private volatile String fingerprint = "";

	private PriceBook(PriceFiles files, Clock clock, Edition edition) {
		this.files = files;
		this.clock = clock;
		this.edition = edition;
	}

	/**
	 * A book that always has the same list.
	 * @param prices the list
	 * @return the book
	 */
	public static PriceBook of(PriceList prices) {
		return new PriceBook(new PriceFiles(List.of()), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
				new Edition(prices, null));
	}

	/**
	 * Opens the book of some files.
	 * @param files the files
	 * @param clock tells when they were read
	 * @return the book
	 * @throws PriceListException if a file cannot be read or the whole is not sound
	 */
	public static PriceBook open(List<? extends Resource> files, Clock clock) {
		PriceFiles readable = new PriceFiles(files);
		// before the reading: what changes meanwhile is seen as a change afterwards
		String fingerprint = readable.fingerprint();
		PriceBook book = new PriceBook(readable, clock, new Edition(readable.load(), clock.instant()));
		book.fingerprint = fingerprint;
		return book;
	}

	/**
	 * The list that applies now.
	 * @return the list, to be kept no longer than for one call
	 */
	public PriceList inForce() {
		return this.edition.prices();
	}

	/**
	 * When the list in force was read.
	 * @return the instant, null for a list that was not read from files
	 */
	public @Nullable Instant loadedAt() {
		return this.edition.loadedAt();
	}

	/**
	 * Where the list comes from.
	 * @return the files in their order, as {@code tollgate.prices.location} would name
	 * them
	 */
	public List<String> files() {
		return this.files.names();
	}

	/**
	 * Reads all files anew. It blocks, and is not for an event loop.
	 * @return how the new list differs from the old one
	 * @throws PriceListException if a file cannot be read or the whole is not sound: the
	 * old list stays in force
	 */
	public PriceListChange reload() {
		this.reloading.lock();
		try {
			return read(this.files.fingerprint());
		}
		finally {
			this.reloading.unlock();
		}
	}

	/**
	 * Reads all files anew if one of them has changed since they were read last,
	 * successfully or not.
	 * @return how the new list differs from the old one, empty if no file has changed
	 * @throws PriceListException once per content that is not sound: the old list stays
	 * in force
	 */
	Optional<PriceListChange> reloadIfChanged() {
		this.reloading.lock();
		try {
			String now = this.files.fingerprint();
			return now.equals(this.fingerprint) ? Optional.empty() : Optional.of(read(now));
		}
		finally {
			this.reloading.unlock();
		}
	}

	private PriceListChange read(String now) {
		if (this.edition.loadedAt() == null) {
			throw new PriceListException("The price list was not read from files");
		}
		this.fingerprint = now;
		PriceList before = inForce();
		Edition next = new Edition(this.files.load(), this.clock.instant());
		this.edition = next;
		this.listeners.forEach(Runnable::run);
		return PriceListChange.between(before, next.prices());
	}

	/**
	 * Has somebody told whenever another list has come into force.
	 * @param listener called by whoever reloads, after the change; it must be quick and
	 * not fail
	 */
	public void onReload(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * A list, and when it was read.
	 *
	 * @param prices the list
	 * @param loadedAt the instant, null where it was not read from files
	 */
	private record Edition(PriceList prices, @Nullable Instant loadedAt) {
	}

}
