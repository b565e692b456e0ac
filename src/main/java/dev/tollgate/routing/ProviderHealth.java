package dev.tollgate.routing;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.tollgate.provider.KeyState;
import dev.tollgate.provider.ProviderState;
import org.jspecify.annotations.Nullable;

/**
 * What is going on with a provider, at the instant of the question.
 *
 * @param name the provider's name
 * @param state {@code ready}, or in a word why it is not called
 * @param inFlight the calls to it that are under way
 * @param maxInFlight how many there may be
 * @param keys the gateway's keys there, in the order of the configuration
 * @param firstTokenMillis how soon its models answered of late, in milliseconds by their
 * names; of models that were not measured nothing is said
 */
public record ProviderHealth(String name, String state, int inFlight, int maxInFlight, List<Key> keys,
		SortedMap<String, Long> firstTokenMillis) {

	public ProviderHealth {
		keys = List.copyOf(keys);
		firstTokenMillis = Collections.unmodifiableSortedMap(new TreeMap<>(firstTokenMillis));
	}

	static ProviderHealth of(ProviderState state, SortedMap<String, Long> firstTokenMillis) {
		return new ProviderHealth(state.name(), state(state), state.inFlight(), state.maxConcurrent(),
				state.keys().stream().map(Key::of).toList(), firstTokenMillis);
	}

	/** In a word: {@code full}, or what became of the first key that is not ready. */
	static String state(ProviderState state) {
		if (state.isReady()) {
			return word(KeyState.Status.READY);
		}
		return state.keys()
			.stream()
			.map(KeyState::status)
			.filter((status) -> status != KeyState.Status.READY)
			.map(ProviderHealth::word)
			.findFirst()
			.orElse("full");
	}

	private static String word(KeyState.Status status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * What may be done with one of the gateway's keys.
	 *
	 * @param ordinal its place in the configuration, from 1
	 * @param state {@code ready}, or why it rests, such as {@code circuit_open}
	 * @param remaining how long it rests at least, null where that is not known
	 */
	public record Key(int ordinal, String state, @Nullable Duration remaining) {

		private static Key of(KeyState key) {
			return new Key(key.ordinal(), word(key.status()), key.remaining());
		}

	}

}
