package dev.tollgate.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.tollgate.policy.cache.AnswerStore;
import dev.tollgate.policy.cache.CacheKey;
import dev.tollgate.policy.cache.CacheScope;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.springai.Await;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;

/**
 * Gives the answer of an earlier request again, and keeps new ones. Whoever asked for a
 * stream gets one. Looking for an answer may wait, as advisors below may, too: they are
 * not to run on the threads of a store.
 *
 * @param <Q> what of a request decides which answers are its own
 */
abstract class KeepingAdvisor<Q> extends PolicyAdvisor {

	private final Kept kept;

	KeepingAdvisor(String name, int order, Kept kept) {
		super(name, order);
		this.kept = kept;
	}

	/** What decides, or null where no answer can be found or kept. */
	abstract @Nullable Q question(ChatClientRequest request);

	/** The key of an answer that there may be, or null. */
	abstract @Nullable CacheKey find(Q question);

	/** The key under which an answer is kept. */
	abstract CacheKey keep(Q question);

	@Override
	public final ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		Q question = question(request);
		if (question == null) {
			return chain.nextCall(request);
		}
		KeptAnswer answer = answer(question);
		if (answer != null) {
			return GivenAgain.whole(this, request, answer);
		}
		request(request).decided(getName(), "miss");
		return newAnswer(request, question).whole(chain.nextCall(request));
	}

	@Override
	public final Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		Q question = question(request);
		if (question == null) {
			return chain.nextStream(request);
		}
		KeptAnswer answer = answer(question);
		if (answer != null) {
			return GivenAgain.streamed(this, request, answer);
		}
		request(request).decided(getName(), "miss");
		return newAnswer(request, question).streamed(chain.nextStream(request));
	}

	private @Nullable KeptAnswer answer(Q question) {
		CacheKey key = find(question);
		return (key != null) ? Await.value(this.kept.store().find(key)) : null;
	}

	private NewAnswer newAnswer(ChatClientRequest request, Q question) {
		return new NewAnswer(request(request), getName(), this.kept, (answer) -> keep(question, answer));
	}

	/** The caller does not wait for it, and the store says itself what fails. */
	private void keep(Q question, KeptAnswer answer) {
		var _ = this.kept.store().keep(keep(question), answer, this.kept.ttl()).onErrorComplete().subscribe();
	}

	/** Who may see an answer, and of whose making it is. */
	final CacheScope scope(ChatClientRequest request) {
		return Tenant.scope(request(request), this.kept.behind());
	}

	/** When what is kept now is forgotten. */
	final Instant expiry() {
		return this.kept.clock().instant().plus(this.kept.ttl());
	}

	/**
	 * How answers are kept.
	 *
	 * @param store where
	 * @param ttl for how long
	 * @param maxBytes the most bytes of one
	 * @param behind the cache's own name and what stands between it and the provider
	 * @param clock tells when
	 */
	record Kept(AnswerStore store, Duration ttl, long maxBytes, String behind, Clock clock) {
	}

}
