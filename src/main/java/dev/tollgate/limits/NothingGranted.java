package dev.tollgate.limits;

import dev.tollgate.pricing.Usd;

/**
 * What a request was given that asked for nothing that this gateway counts itself.
 */
final class NothingGranted extends Grant {

	static final NothingGranted INSTANCE = new NothingGranted();

	private NothingGranted() {
		super(null, Usd.ZERO);
	}

	@Override
	void give(Usd spent, long tokens) {
		// there is nothing to give back
	}

}
