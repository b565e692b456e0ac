package dev.tollgate.pricing;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells an operator which row of the price list stopped the start.
 */
class PriceListFailureAnalyzer extends AbstractFailureAnalyzer<PriceListException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PriceListException cause) {
		return new FailureAnalysis("The price list cannot be used:\n\n    " + cause.getMessage(),
				"Mend the row, or name other files in tollgate.prices.location.", cause);
	}

}
