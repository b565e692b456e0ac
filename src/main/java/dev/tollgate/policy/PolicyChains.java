package dev.tollgate.policy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.policy.KeepingAdvisor.Kept;
import dev.tollgate.policy.PolicyDefinition.Guardrail;
import dev.tollgate.policy.PolicyDefinition.SemanticCache;
import dev.tollgate.policy.cache.AnswerStore;
import dev.tollgate.policy.cache.CacheProperties;
import dev.tollgate.policy.cache.SimilarAnswers;
import dev.tollgate.policy.text.InvalidPatternException;
import dev.tollgate.policy.text.TextFilter;
import dev.tollgate.springai.GatewayEmbeddingModel;

import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * The advisors of a route, in the order in which it lists its policies.
 */
@Component
final class PolicyChains implements SmartInitializingSingleton {

	private static final String KEY = "tollgate.policies";

	private final ConfiguredPolicies policies;

	private final AnswerStore store;

	private final CacheProperties caches;

	private final BeanFactory beans;

	private final Clock clock;

	private final Map<List<String>, List<Advisor>> chains = new ConcurrentHashMap<>();

	private final Map<String, TextFilter> filters = new ConcurrentHashMap<>();

	/** What is known is shared by the routes that name a policy. */
	private final Map<String, SimilarAnswers> similar = new ConcurrentHashMap<>();

	PolicyChains(ConfiguredPolicies policies, AnswerStore store, CacheProperties caches, BeanFactory beans,
			Clock clock) {
		this.policies = policies;
		this.store = store;
		this.caches = caches;
		this.beans = beans;
		this.clock = clock;
	}

	/** A policy that cannot be stops the start, whether a route names it or not. */
	@Override
	public void afterSingletonsInstantiated() {
		this.policies.all().forEach((definition) -> advisor(definition, 0, ""));
	}

	/** The advisors of policies; routes that change are few, so all are kept. */
	List<Advisor> of(List<String> names) {
		List<Advisor> chain = this.chains.get(names);
		return (chain != null) ? chain : this.chains.computeIfAbsent(List.copyOf(names), this::chain);
	}

	private List<Advisor> chain(List<String> names) {
		List<Advisor> chain = new ArrayList<>(names.size());
		for (int i = 0; i < names.size(); i++) {
			String behind = names.get(i) + names.subList(i + 1, names.size()).stream().map(this.policies::get).toList();
			chain.add(advisor(this.policies.get(names.get(i)), i, behind));
		}
		return List.copyOf(chain);
	}

	private Advisor advisor(PolicyDefinition definition, int order, String behind) {
		try {
			return created(definition, order, behind);
		}
		catch (InvalidPatternException | IllegalArgumentException | IllegalStateException ex) {
			throw new InvalidConfigurationException(KEY, "the policy '" + definition.name() + "': " + ex.getMessage());
		}
	}

	private Advisor created(PolicyDefinition definition, int order, String behind) {
		String name = definition.name();
		Guardrail guardrail = definition.guardrail();
		if (guardrail != null) {
			// a long list is compiled once, not for every route
			return new GuardrailAdvisor(name, order, guardrail,
					this.filters.computeIfAbsent(name, (first) -> GuardrailAdvisor.filter(guardrail)));
		}
		if (definition.prompt() != null) {
			return new PromptAdvisor(name, order, definition.prompt());
		}
		if (definition.cache() != null) {
			return new CacheAdvisor(name, order, kept(definition.cache().ttl(), behind));
		}
		if (definition.personalData() != null) {
			return new MaskingAdvisor(name, order, definition.personalData());
		}
		if (definition.jsonSchema() != null) {
			return new SchemaAdvisor(name, order, definition.jsonSchema());
		}
		if (definition.advisor() != null) {
			return bean(name, order, definition.advisor());
		}
		return semanticCache(name, order, Objects.requireNonNull(definition.semanticCache()), behind);
	}

	private Advisor semanticCache(String name, int order, SemanticCache rule, String behind) {
		GatewayEmbeddingModel embeddings = this.beans.getBean(GatewayEmbeddingModel.class);
		SimilarAnswers similar = this.similar.computeIfAbsent(name,
				(first) -> new SimilarAnswers(embeddings, rule.maxEntries(), rule.maxEntries(), this.clock));
		return new SemanticCacheAdvisor(name, order, kept(rule.ttl(), behind), rule, embeddings, similar);
	}

	private Kept kept(Duration ttl, String behind) {
		return new Kept(this.store, ttl, this.caches.maxAnswer().toBytes(), behind, this.clock);
	}

	private Advisor bean(String name, int order, String bean) {
		try {
			return new PlacedAdvisor(name, order, this.beans.getBean(bean, Advisor.class));
		}
		catch (BeansException ex) {
			throw new InvalidConfigurationException(KEY,
					"the policy '" + name + "' names the bean '" + bean + "', which is no advisor of Spring AI's");
		}
	}

}
