package dev.tollgate.policy.cache;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.Filter;

/**
 * Questions whose answers are kept, found by what they mean: a vector store that only
 * compares questions of the same context, that is of one tenant, model, history and
 * parameters. As Spring AI's {@link VectorStore} it calls the embedding model, which
 * blocks; with vectors it does not.
 */
public final class SimilarAnswers implements VectorStore {

	/** The metadata that holds the context's {@link CacheKey}, as text. */
	public static final String CONTEXT = "context";

	/** The metadata that holds the {@link CacheKey} of the kept answer, as text. */
	public static final String ANSWER = "answer";

	/** The metadata that holds when an entry expires, in milliseconds since 1970. */
	public static final String EXPIRES_AT = "expires_at";

	private final EmbeddingModel embeddings;

	private final Clock clock;

	private final SimilarEntries entries;

	/**
	 * Makes an empty store.
	 * @param embeddings turns questions into vectors
	 * @param maxOfContext how many questions of a context are kept; the oldest goes
	 * @param maxInAll how many questions are kept; the oldest goes
	 * @param clock tells when they expire
	 */
	public SimilarAnswers(EmbeddingModel embeddings, int maxOfContext, int maxInAll, Clock clock) {
		this.embeddings = embeddings;
		this.clock = clock;
		this.entries = new SimilarEntries(maxOfContext, maxInAll);
	}

	/**
	 * Keeps a question.
	 * @param context what else was asked with it
	 * @param question its vector
	 * @param answer the key of its answer
	 * @param expiresAt from when on it is not found any more
	 */
	public void keep(CacheKey context, float[] question, CacheKey answer, Instant expiresAt) {
		Document document = new Document(id(context, answer), "",
				Map.of(CONTEXT, context.toString(), ANSWER, answer.toString(), EXPIRES_AT, expiresAt.toEpochMilli()));
		add(document, question);
	}

	/** The same question asked again takes the place of the one before. */
	private static String id(CacheKey context, CacheKey answer) {
		return context + ":" + answer;
	}

	/**
	 * Looks for the question that is most like another one.
	 * @param context what else is asked with it
	 * @param question its vector
	 * @param threshold the least cosine similarity, from 0 to 1
	 * @return the answer of the most similar question, or null if none is similar enough
	 */
	public @Nullable SimilarAnswer nearest(CacheKey context, float[] question, double threshold) {
		List<Scored> found = search(context, question, threshold, 1);
		if (found.isEmpty()) {
			return null;
		}
		Scored best = found.getFirst();
		return new SimilarAnswer(CacheKey.parse(String.valueOf(best.document().getMetadata().get(ANSWER))),
				best.score());
	}

	/**
	 * How many questions are kept.
	 * @return the number, those included that expired and have not been dropped yet
	 */
	public int size() {
		return this.entries.size();
	}

	/**
	 * Keeps questions, after the embedding model was asked for their vectors.
	 * @param documents the questions, with all metadata that are named here
	 * @throws IllegalArgumentException if one lacks metadata
	 */
	@Override
	public void add(List<Document> documents) {
		if (documents.isEmpty()) {
			return;
		}
		documents.forEach(SimilarAnswers::check);
		List<float[]> vectors = this.embeddings
			.embed(documents.stream().map((document) -> String.valueOf(document.getText())).toList());
		for (int i = 0; i < documents.size(); i++) {
			add(documents.get(i), vectors.get(i));
		}
	}

	private void add(Document document, float[] vector) {
		float[] unit = Vectors.unit(vector);
		if (unit != null) {
			this.entries.add(new SimilarEntries.Entry(document, context(document), expiresAt(document), unit),
					this.clock.millis());
		}
	}

	private static void check(Document document) {
		CacheKey.parse(String.valueOf(document.getMetadata().get(ANSWER)));
		context(document);
		expiresAt(document);
	}

	private static CacheKey context(Document document) {
		return CacheKey.parse(String.valueOf(document.getMetadata().get(CONTEXT)));
	}

	private static long expiresAt(Document document) {
		if (document.getMetadata().get(EXPIRES_AT) instanceof Number millis) {
			return millis.longValue();
		}
		throw new IllegalArgumentException("A kept question needs the metadata " + EXPIRES_AT);
	}

	/**
	 * Looks for questions, after the embedding model was asked for the vector of the one
	 * that is asked.
	 * @param request what is asked, with a filter that names the {@link #CONTEXT}
	 * @return the most similar questions, the best first, with their score
	 * @throws IllegalArgumentException if the filter is another one than
	 * {@code context == '...'}: whoever does not say whose answers it looks for gets none
	 */
	@Override
	public List<Document> similaritySearch(SearchRequest request) {
		CacheKey context = contextOf(request.getFilterExpression());
		float[] vector = this.embeddings.embed(request.getQuery());
		return search(context, vector, request.getSimilarityThreshold(), request.getTopK()).stream()
			.map((found) -> found.document().mutate().score(found.score()).build())
			.toList();
	}

	private List<Scored> search(CacheKey context, float[] vector, double threshold, int most) {
		float[] unit = Vectors.unit(vector);
		if (unit == null) {
			return List.of();
		}
		long now = this.clock.millis();
		List<Scored> found = new ArrayList<>();
		for (SimilarEntries.Entry entry : this.entries.of(context)) {
			if (entry.expiresAt() > now && entry.vector().length == unit.length) {
				double score = Vectors.dot(entry.vector(), unit);
				if (score >= threshold) {
					found.add(new Scored(entry.document(), score));
				}
			}
		}
		found.sort(Comparator.comparingDouble(Scored::score).reversed());
		return found.subList(0, Math.min(most, found.size()));
	}

	private static CacheKey contextOf(Filter.@Nullable Expression filter) {
		if (filter != null && filter.type() == Filter.ExpressionType.EQ && filter.left() instanceof Filter.Key key
				&& key.key().equals(CONTEXT) && filter.right() instanceof Filter.Value value) {
			return CacheKey.parse(String.valueOf(value.value()));
		}
		throw new IllegalArgumentException("The only filter that is known here is " + CONTEXT + " == '...'");
	}

	@Override
	public void delete(List<String> ids) {
		this.entries.remove(ids);
	}

	/**
	 * Forgets all questions of a context.
	 * @param filter names the {@link #CONTEXT}
	 * @throws IllegalArgumentException if it is another filter
	 */
	@Override
	public void delete(Filter.Expression filter) {
		Collection<SimilarEntries.Entry> all = List.of(this.entries.of(contextOf(filter)));
		delete(all.stream().map((entry) -> entry.document().getId()).toList());
	}

	private record Scored(Document document, double score) {
	}

}
