package dev.tollgate.policy;

import java.time.Clock;
import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Caller;
import dev.tollgate.policy.PolicyDefinition.SemanticCache;
import dev.tollgate.policy.cache.AnswerStore;
import dev.tollgate.policy.cache.CacheKey;
import dev.tollgate.policy.cache.CacheScope;
import dev.tollgate.policy.cache.KeptAnswer;
import dev.tollgate.policy.cache.RequestHash;
import dev.tollgate.policy.cache.SimilarAnswer;
import dev.tollgate.policy.cache.SimilarAnswers;
import dev.tollgate.policy.cache.SimilarRequest;
import dev.tollgate.springai.GatewayEmbeddingModel;
import dev.tollgate.wire.springai.WirePrompts;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;

/**
 * Gives the answer of an earlier request again whose last question meant the same, by the
 * cosine of their embeddings, and which asked the same in all else: tenant, model,
 * parameters and history. The embedding is a call of its own, with a cost of its own.
 */
final class SemanticCacheAdvisor extends PolicyAdvisor {

	private final SemanticCache rule;

	private final String behind;

	private final AnswerStore store;

	private final GatewayEmbeddingModel embeddings;

	private final SimilarAnswers similar;

	private final Clock clock;

	SemanticCacheAdvisor(String name, int order, SemanticCache rule, String behind, AnswerStore store,
			GatewayEmbeddingModel embeddings, SimilarAnswers similar, Clock clock) {
		super(name, order);
		this.rule = rule;
		this.behind = behind;
		this.store = store;
		this.embeddings = embeddings;
		this.similar = similar;
		this.clock = clock;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		Question question = question(request);
		if (question == null) {
			return chain.nextCall(request);
		}
		KeptAnswer kept = find(question);
		if (kept != null) {
			return GivenAgain.whole(this, request, kept);
		}
		request(request).decided(getName(), "miss");
		ChatClientResponse response = chain.nextCall(request);
		KeptAnswer answer = NewAnswer.whole(request(request), response, this.clock);
		if (answer != null) {
			keep(question, answer);
		}
		return response;
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		Question question = question(request);
		if (question == null) {
			return chain.nextStream(request);
		}
		KeptAnswer kept = find(question);
		if (kept != null) {
			return GivenAgain.streamed(this, request, kept);
		}
		request(request).decided(getName(), "miss");
		return NewAnswer.streamed(request(request), chain.nextStream(request), this.clock,
				(answer) -> keep(question, answer));
	}

	/** Null where there is nothing to compare, or nobody to say what it means. */
	private @Nullable Question question(ChatClientRequest request) {
		ObjectNode body = WirePrompts.body(request.prompt());
		CacheScope scope = Tenant.scope(request(request), this.behind);
		SimilarRequest similar = PolicyAdvisor.<@Nullable SimilarRequest>withMedia(request,
				(media) -> RequestHash.similar(scope, body, media));
		if (similar == null) {
			return null;
		}
		try {
			return new Question(similar.context(), vector(similar.question(), request(request).caller()),
					withMedia(request, (media) -> RequestHash.exact(scope, body, media)));
		}
		catch (GatewayException ex) {
			// a cache that does not work is a miss
			request(request).decided(getName(), "failed");
			return null;
		}
	}

	private float[] vector(String question, Caller payer) {
		return this.embeddings.paidBy(payer)
			.call(new EmbeddingRequest(List.of(question),
					EmbeddingOptions.builder().model(this.rule.embeddingModel()).build()))
			.getResult()
			.getOutput();
	}

	private @Nullable KeptAnswer find(Question question) {
		SimilarAnswer nearest = this.similar.nearest(question.context(), question.vector(), this.rule.threshold());
		return (nearest != null) ? Waiting.until(this.store.find(nearest.answer())) : null;
	}

	private void keep(Question question, KeptAnswer answer) {
		this.similar.keep(question.context(), question.vector(), question.answer(),
				this.clock.instant().plus(this.rule.ttl()));
		var _ = this.store.keep(question.answer(), answer, this.rule.ttl()).onErrorComplete().subscribe();
	}

	private record Question(CacheKey context, float[] vector, CacheKey answer) {
	}

}
