package dev.tollgate.policy;

import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.keys.Caller;
import dev.tollgate.policy.PolicyDefinition.SemanticCache;
import dev.tollgate.policy.cache.CacheKey;
import dev.tollgate.policy.cache.CacheScope;
import dev.tollgate.policy.cache.RequestHash;
import dev.tollgate.policy.cache.SimilarAnswer;
import dev.tollgate.policy.cache.SimilarAnswers;
import dev.tollgate.policy.cache.SimilarRequest;
import dev.tollgate.springai.GatewayEmbeddingModel;
import dev.tollgate.wire.springai.WirePrompts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;

/**
 * Gives the answer of an earlier request again whose last question meant the same, by the
 * cosine of their embeddings, and which asked the same in all else: tenant, model,
 * parameters and history. The embedding is a call of its own, with a cost of its own.
 */
final class SemanticCacheAdvisor extends KeepingAdvisor<SemanticCacheAdvisor.Question> {

	private final SemanticCache rule;

	private final GatewayEmbeddingModel embeddings;

	private final SimilarAnswers similar;

	SemanticCacheAdvisor(String name, int order, Kept kept, SemanticCache rule, GatewayEmbeddingModel embeddings,
			SimilarAnswers similar) {
		super(name, order, kept);
		this.rule = rule;
		this.embeddings = embeddings;
		this.similar = similar;
	}

	/** Null where there is nothing to compare, or nobody to say what it means. */
	@Override
	@Nullable Question question(ChatClientRequest request) {
		ObjectNode body = WirePrompts.body(request.prompt());
		CacheScope scope = scope(request);
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

	@Override
	@Nullable CacheKey find(Question question) {
		SimilarAnswer nearest = this.similar.nearest(question.context(), question.vector(), this.rule.threshold());
		return (nearest != null) ? nearest.answer() : null;
	}

	@Override
	CacheKey keep(Question question) {
		this.similar.keep(question.context(), question.vector(), question.answer(), expiry());
		return question.answer();
	}

	/**
	 * A last question.
	 *
	 * @param context all else that was asked
	 * @param vector what it means
	 * @param answer the key of its own answer
	 */
	record Question(CacheKey context, float[] vector, CacheKey answer) {
	}

}
