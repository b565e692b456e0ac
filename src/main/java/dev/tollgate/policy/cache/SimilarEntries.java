package dev.tollgate.policy.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;

/**
 * Questions by their context, so and so many of each and in all. Looking does not wait
 * for whoever changes something.
 */
final class SimilarEntries {

	private static final Entry[] NONE = {};

	private final int maxOfContext;

	private final int maxInAll;

	private final ReentrantLock lock = new ReentrantLock();

	/** The oldest first; only with the lock. */
	private final Map<String, Entry> byId = new LinkedHashMap<>();

	/** The oldest first; arrays are replaced and never changed. */
	private final Map<CacheKey, Entry[]> byContext = new ConcurrentHashMap<>();

	SimilarEntries(int maxOfContext, int maxInAll) {
		if (maxOfContext < 1 || maxInAll < 1) {
			throw new IllegalArgumentException("There must be room for at least one question");
		}
		this.maxOfContext = maxOfContext;
		this.maxInAll = maxInAll;
	}

	Entry[] of(CacheKey context) {
		return this.byContext.getOrDefault(context, NONE);
	}

	int size() {
		this.lock.lock();
		try {
			return this.byId.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	void add(Entry added, long now) {
		this.lock.lock();
		try {
			drop(this.byId.get(added.document().getId()));
			for (Entry entry : of(added.context())) {
				if (entry.expiresAt() <= now) {
					drop(entry);
				}
			}
			if (of(added.context()).length >= this.maxOfContext) {
				drop(of(added.context())[0]);
			}
			if (this.byId.size() >= this.maxInAll) {
				drop(this.byId.values().iterator().next());
			}
			List<Entry> all = new ArrayList<>(List.of(of(added.context())));
			all.add(added);
			this.byContext.put(added.context(), all.toArray(NONE));
			this.byId.put(added.document().getId(), added);
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove(Collection<String> ids) {
		this.lock.lock();
		try {
			ids.forEach((id) -> drop(this.byId.get(id)));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void drop(@Nullable Entry entry) {
		if (entry == null) {
			return;
		}
		this.byId.remove(entry.document().getId());
		List<Entry> left = new ArrayList<>(List.of(of(entry.context())));
		left.removeIf((one) -> one == entry);
		if (left.isEmpty()) {
			this.byContext.remove(entry.context());
		}
		else {
			this.byContext.put(entry.context(), left.toArray(NONE));
		}
	}

	/**
	 * A question.
	 *
	 * @param document what is kept of it
	 * @param context what else was asked with it
	 * @param expiresAt in milliseconds since 1970
	 * @param vector its direction, of length one
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Entry(Document document, CacheKey context, long expiresAt, float[] vector) {
	}

}
