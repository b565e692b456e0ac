package dev.tollgate.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a provider now: so many calls at once, each with the next of the gateway's
 * keys there that may be used. To ask costs a few atomic operations and waits for nobody.
 */
public final class ProviderKeys {

	private static final Admission.Denial FULL = new Admission.Denial(
			new UpstreamFailed(Reason.UPSTREAM_OVERLOADED, "Too many calls to the provider are under way"));

	private final String provider;

	private final ProviderKey[] keys;

	private final int maxConcurrent;

	private final LongSupplier nanos;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * The keys of a provider.
	 * @param settings where it is and the keys
	 * @param limits when a key is not used
	 * @param breakers where the circuit breakers come from
	 */
	ProviderKeys(ProviderSettings settings, UpstreamLimits limits, Breakers breakers) {
		this(settings.name(), settings.credentials(), settings.timeouts(), limits, breakers);
	}

	/**
	 * One key without a name, of a provider that has its own.
	 * @param settings which bean the provider is
	 * @param limits when it is not called
	 * @param breakers where the circuit breaker comes from
	 */
	ProviderKeys(BeanSettings settings, UpstreamLimits limits, Breakers breakers) {
		this(settings.name(), List.of(ProviderCredential.NONE), settings.timeouts(), limits, breakers);
	}

	private ProviderKeys(String provider, List<ProviderCredential> credentials, ProviderTimeouts timeouts,
			UpstreamLimits limits, Breakers breakers) {
		this.provider = provider;
		this.maxConcurrent = limits.maxConcurrent();
		this.nanos = breakers.nanos();
		List<ProviderKey> keys = new ArrayList<>();
		for (ProviderCredential credential : credentials) {
			int ordinal = keys.size() + 1;
			String name = (credentials.size() == 1) ? this.provider : this.provider + "-" + ordinal;
			keys.add(new ProviderKey(this.provider, ordinal, credential,
					breakers.breaker(name, limits.breaker(), timeouts.connect()), limits.keyBench()));
		}
		this.keys = keys.toArray(ProviderKey[]::new);
	}

	long now() {
		return this.nanos.getAsLong();
	}

	/**
	 * Asks for leave to call once.
	 * @return a permit, or why there is none
	 */
	public Admission admit() {
		return admit(false);
	}

	/**
	 * Asks for leave although calls failed or a key was refused, because there is nobody
	 * else to call.
	 * @return a permit, or why there is none
	 */
	public Admission insist() {
		return admit(true);
	}

	private Admission admit(boolean insisting) {
		if (this.inFlight.incrementAndGet() > this.maxConcurrent) {
			this.inFlight.decrementAndGet();
			return FULL;
		}
		long now = now();
		int count = this.keys.length;
		int first = (count == 1) ? 0 : (this.next.getAndIncrement() & Integer.MAX_VALUE) % count;
		for (int i = 0; i < count; i++) {
			ProviderKey key = this.keys[(first + i) % count];
			Permit permit = insisting ? key.insist(this, now) : key.tryAcquire(this, now);
			if (permit != null) {
				return permit;
			}
		}
		this.inFlight.decrementAndGet();
		return new Admission.Denial(denial(now));
	}

	/** A call that was admitted is over. */
	void over() {
		this.inFlight.decrementAndGet();
	}

	/** The failure that says most about when it may be tried again. */
	private GatewayException denial(long now) {
		Duration soonest = null;
		ProviderKey open = null;
		boolean exhausted = false;
		for (ProviderKey key : this.keys) {
			KeyState state = key.state(now);
			switch (state.status()) {
				case RATE_LIMITED -> soonest = sooner(soonest, state.remaining());
				case EXHAUSTED -> exhausted = true;
				case REFUSED -> {
					// only if there is nothing better to say
				}
				// one that became ready meanwhile would have been open before
				case READY, CIRCUIT_OPEN, CIRCUIT_HALF_OPEN -> open = key;
			}
		}
		if (soonest != null) {
			return new RateLimited("The provider's rate limit was reached", soonest);
		}
		if (open != null) {
			return open.circuitOpen(now);
		}
		return exhausted ? RateLimited.exhausted("The gateway's quota at the provider is exhausted")
				: new UpstreamFailed(Reason.UPSTREAM_AUTH, "The provider refused the gateway's credential");
	}

	private static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
		return (one == null || (other != null && other.compareTo(one) < 0)) ? other : one;
	}

	/**
	 * What is going on with the provider. To ask changes nothing.
	 * @return the state at this instant
	 */
	public ProviderState state() {
		long now = now();
		return new ProviderState(this.provider, this.inFlight.get(), this.maxConcurrent,
				Arrays.stream(this.keys).map((key) -> key.state(now)).toList());
	}

}
