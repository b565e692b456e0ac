package dev.tollgate.policy;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.keys.Caller;
import dev.tollgate.policy.cache.CacheScope;

/**
 * Who may see each other's answers: the keys of one team, or one key without a team.
 */
final class Tenant {

	private static final String NO_TEAM = "none";

	private Tenant() {
	}

	/**
	 * Where an answer may be given again.
	 * @param behind the cache's own name and what stands between it and the provider: the
	 * answer is of their making, too
	 */
	static CacheScope scope(PolicedRequest request, String behind) {
		Caller caller = request.caller();
		String tenant = caller.team().equals(NO_TEAM) ? "key:" + caller.key() : "team:" + caller.team();
		ChatRequest asked = request.request();
		return new CacheScope(tenant, request.route() + "\n" + behind, asked.task(), asked.beta());
	}

}
