package dev.tollgate.policy;

import dev.tollgate.policy.cache.CacheKey;
import dev.tollgate.policy.cache.RequestHash;
import dev.tollgate.wire.springai.WirePrompts;

import org.springframework.ai.chat.client.ChatClientRequest;

/**
 * Gives the answer of an earlier request again that asked exactly the same for the same
 * tenant.
 */
final class CacheAdvisor extends KeepingAdvisor<CacheKey> {

	CacheAdvisor(String name, int order, Kept kept) {
		super(name, order, kept);
	}

	@Override
	CacheKey question(ChatClientRequest request) {
		return withMedia(request,
				(media) -> RequestHash.exact(scope(request), WirePrompts.body(request.prompt()), media));
	}

	@Override
	CacheKey find(CacheKey question) {
		return question;
	}

	@Override
	CacheKey keep(CacheKey question) {
		return question;
	}

}
