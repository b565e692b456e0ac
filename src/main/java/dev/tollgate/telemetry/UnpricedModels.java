package dev.tollgate.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.pricing.PriceBook;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Says in the log of every model that has no price, once until the price list is read
 * again. How much it was used is in {@code tollgate_unpriced_tokens_total}.
 */
@Component
public final class UnpricedModels {

	private static final Log logger = LogFactory.getLog(UnpricedModels.class);

	/** Callers name models as they like: neither memory nor log is theirs to fill. */
	static final int MOST = 100;

	private final Set<UpstreamModel> seen = ConcurrentHashMap.newKeySet();

	UnpricedModels(PriceBook prices) {
		prices.onReload(this.seen::clear);
	}

	/**
	 * Notes that a model was used that has no price.
	 * @param model the model
	 */
	public void seen(UpstreamModel model) {
		int size = this.seen.size();
		if (size < MOST && this.seen.add(model)) {
			logger.warn("There is no price for the model " + model + ": its calls are recorded without a cost"
					+ ((size == MOST - 1) ? "; further models without a price are not named" : ""));
		}
	}

}
