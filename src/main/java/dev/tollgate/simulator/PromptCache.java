package dev.tollgate.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

import com.knuddels.jtokkit.api.IntArrayList;

/**
 * Remembers the beginnings of prompts as a provider's prompt cache does, in units of
 * tokens.
 */
final class PromptCache {

	private static final int REMEMBERED = 200_000;

	private final Map<Long, Boolean> prefixes = new LinkedHashMap<>(1024, 0.75f, true) {
		@Override
		protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
			return size() > REMEMBERED;
		}
	};

	/**
	 * Says how much of a prompt was seen before, and remembers it.
	 * @param scope what has a cache of its own, for example provider and model
	 * @param ids the prompt's tokens
	 * @param unit the tokens of a cache unit
	 * @param least the shortest beginning that is cached
	 * @return the tokens that a cache holds, a multiple of {@code unit}
	 */
	int seen(String scope, IntArrayList ids, int unit, int least) {
		if (ids.size() < least) {
			return 0;
		}
		int longest = 0;
		long hash = scope.hashCode();
		synchronized (this.prefixes) {
			for (int i = 0; i < ids.size(); i++) {
				hash = mix(hash, ids.get(i));
				int length = i + 1;
				if (length % unit == 0 && length >= least && this.prefixes.put(hash, true) != null) {
					longest = length;
				}
			}
		}
		return longest;
	}

	void clear() {
		synchronized (this.prefixes) {
			this.prefixes.clear();
		}
	}

	private static long mix(long hash, int id) {
		long mixed = (hash ^ id) * 0x9E3779B97F4A7C15L;
		return mixed ^ (mixed >>> 29);
	}

}
