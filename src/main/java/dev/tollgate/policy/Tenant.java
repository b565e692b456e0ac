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

	static CacheScope scope(PolicedRequest request) {
		Caller caller = request.caller();
		String tenant = caller.team().equals(NO_TEAM) ? "key:" + caller.key() : "team:" + caller.team();
		ChatRequest asked = request.request();
		return new CacheScope(tenant, request.route(), asked.task(), asked.beta());
	}

}
