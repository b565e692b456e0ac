package dev.tollgate.policy;

import java.time.Clock;

import dev.tollgate.policy.PolicyDefinition.Cache;
import dev.tollgate.policy.cache.AnswerStore;
import dev.tollgate.policy.cache.CacheKey;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.policy.cache.RequestHash;
import dev.tollgate.wire.springai.WirePrompts;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;

/**
 * Gives the answer of an earlier request again that asked exactly the same for the same
 * tenant. Whoever asked for a stream gets one.
 */
final class CacheAdvisor extends PolicyAdvisor {

	private final Cache rule;

	private final String behind;

	private final AnswerStore store;

	private final Clock clock;

	CacheAdvisor(String name, int order, Cache rule, String behind, AnswerStore store, Clock clock) {
		super(name, order);
		this.rule = rule;
		this.behind = behind;
		this.store = store;
		this.clock = clock;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		CacheKey key = key(request);
		KeptAnswer kept = Waiting.until(this.store.find(key));
		if (kept != null) {
			return GivenAgain.whole(this, request, kept);
		}
		request(request).decided(getName(), "miss");
		ChatClientResponse response = chain.nextCall(request);
		KeptAnswer answer = NewAnswer.whole(request(request), response, this.clock);
		if (answer != null) {
			keep(key, answer);
		}
		return response;
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		CacheKey key = key(request);
		// waiting, as the advisors below may, too: they are not to run on Redis' threads
		KeptAnswer kept = Waiting.until(this.store.find(key));
		if (kept != null) {
			return GivenAgain.streamed(this, request, kept);
		}
		request(request).decided(getName(), "miss");
		return NewAnswer.streamed(request(request), chain.nextStream(request), this.clock,
				(answer) -> keep(key, answer));
	}

	private CacheKey key(ChatClientRequest request) {
		return withMedia(request, (media) -> RequestHash.exact(Tenant.scope(request(request), this.behind),
				WirePrompts.body(request.prompt()), media));
	}

	/** The caller does not wait for it, and does not hear if it fails. */
	private void keep(CacheKey key, KeptAnswer answer) {
		var _ = this.store.keep(key, answer, this.rule.ttl()).onErrorComplete().subscribe();
	}

}
