package dev.tollgate.ledger;

import java.util.List;

import dev.tollgate.chat.GatewayException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads the ledger. The work is done on threads of its own, a few at a time; an error is
 * of type {@link GatewayException}.
 */
public interface LedgerReports {

	/**
	 * Lists requests, the newest first.
	 * @param filter which
	 * @param limit how many at most
	 * @param after where the page before ended, or null for the first page
	 * @return the page
	 */
	Mono<RequestPage> requests(RequestFilter filter, int limit, @Nullable RequestCursor after);

	/**
	 * Sums costs.
	 * @param query how
	 * @return the sums, ordered by their groups
	 */
	Mono<List<CostSum>> costs(CostQuery query);

}
