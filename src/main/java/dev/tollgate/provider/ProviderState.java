package dev.tollgate.provider;

import java.util.List;

/**
 * What is going on with a provider, at the instant of the question.
 *
 * @param name the provider's name
 * @param inFlight the calls to it that are under way
 * @param maxConcurrent how many there may be
 * @param keys the gateway's keys there
 */
public record ProviderState(String name, int inFlight, int maxConcurrent, List<KeyState> keys) {

	/**
	 * Whether it could be called, as far as the gateway knows.
	 * @return true if a key is ready and the provider is not full
	 */
	public boolean isReady() {
		return this.inFlight < this.maxConcurrent
				&& this.keys.stream().anyMatch((key) -> key.status() == KeyState.Status.READY);
	}

}
