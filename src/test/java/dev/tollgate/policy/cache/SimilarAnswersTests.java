package dev.tollgate.policy.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.tollgate.testing.SettableClock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SimilarAnswersTests {

	private static final CacheKey CONTEXT = new CacheKey(1, 2, 3, 4);

	private static final CacheKey OTHER = new CacheKey(9, 2, 3, 4);

	private final SettableClock clock = new SettableClock();

	private final SimilarAnswers similar = new SimilarAnswers(new Letters(), 5, 12, this.clock);

	@Test
	void likeQuestionsAreFoundAsAVectorStoreFindsThem() {
		VectorStore store = this.similar;
		store.add(List.of(document("a", "where is rome", CONTEXT, 1), document("b", "zzz zzz", CONTEXT, 2),
				document("c", "where is rome", OTHER, 3)));
		List<Document> found = store.similaritySearch(search("rome is where?", CONTEXT, 0.9));
		assertThat(found).extracting(Document::getId).containsExactly("a");
		assertThat(found.getFirst().getScore()).isCloseTo(1, Offset.offset(0.001));
		assertThat(found.getFirst().getMetadata()).containsEntry(SimilarAnswers.ANSWER, answer(1).toString());
		assertThat(store.similaritySearch(search("rome is where?", CONTEXT, 0))).extracting(Document::getId)
			.containsExactly("a", "b");
	}

	@Test
	void springAisOwnStoreFindsTheSame() {
		VectorStore own = SimpleVectorStore.builder(new Letters()).build();
		List<Document> documents = List.of(document("a", "where is rome", CONTEXT, 1),
				document("b", "what of rome", CONTEXT, 2), document("c", "where is rome", OTHER, 3));
		own.add(documents);
		this.similar.add(documents);
		SearchRequest request = search("is rome here", CONTEXT, 0.2);
		List<Document> expected = own.similaritySearch(request);
		List<Document> found = this.similar.similaritySearch(request);
		assertThat(found).extracting(Document::getId)
			.containsExactlyElementsOf(expected.stream().map(Document::getId).toList())
			.hasSize(2);
		for (int i = 0; i < 2; i++) {
			assertThat(found.get(i).getScore()).isCloseTo(expected.get(i).getScore(), Offset.offset(0.0001));
		}
	}

	@Test
	void whoeverDoesNotSayWhoseAnswersGetsNone() {
		this.similar.add(List.of(document("a", "rome", CONTEXT, 1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.similar.similaritySearch("rome"));
		for (String filter : List.of("answer == '" + CONTEXT + "'", "context != '" + OTHER + "'",
				"context == '" + CONTEXT + "' || context == '" + OTHER + "'", "context IN ['" + CONTEXT + "']")) {
			assertThatIllegalArgumentException().as(filter)
				.isThrownBy(() -> this.similar
					.similaritySearch(SearchRequest.builder().query("rome").filterExpression(filter).build()));
		}
	}

	@Test
	void aDocumentWithoutItsMetadataIsRefused() {
		for (String missing : List.of(SimilarAnswers.CONTEXT, SimilarAnswers.ANSWER, SimilarAnswers.EXPIRES_AT)) {
			Document document = document("a", "rome", CONTEXT, 1);
			document.getMetadata().remove(missing);
			assertThatIllegalArgumentException().as(missing).isThrownBy(() -> this.similar.add(List.of(document)));
		}
		assertThat(this.similar.size()).isZero();
	}

	@Test
	void theMostSimilarQuestionIsAnsweredFromTheThresholdOn() {
		this.similar.keep(CONTEXT, new float[] { 1, 0 }, answer(1), inAnHour());
		this.similar.keep(CONTEXT, new float[] { 3, 3 }, answer(2), inAnHour());
		assertThat(this.similar.nearest(CONTEXT, new float[] { 0.9f, 1 }, 0.99)).extracting(SimilarAnswer::answer)
			.isEqualTo(answer(2));
		assertThat(this.similar.nearest(CONTEXT, new float[] { 0, 1 }, 0.71)).isNull();
		assertThat(this.similar.nearest(CONTEXT, new float[] { 0, 1 }, 0.7)).extracting(SimilarAnswer::answer)
			.isEqualTo(answer(2));
	}

	@Property(tries = 50)
	void contextsNeverShare(@ForAll long seed) {
		Random random = new Random(seed);
		SimilarAnswers store = new SimilarAnswers(new Letters(), 20, 50, this.clock);
		float[] vector = { random.nextFloat() + 0.1f, random.nextFloat() };
		for (int i = 0; i < 100; i++) {
			CacheKey context = new CacheKey(random.nextInt(4), 0, 0, 0);
			store.keep(context, vector, new CacheKey(context.first(), i, 0, 0), inAnHour());
			assertThat(store.nearest(context, vector, 0.99)).extracting((found) -> found.answer().first())
				.isEqualTo(context.first());
		}
	}

	@Test
	void theOldestGoWhereThereIsNoRoom() {
		for (int i = 0; i < 7; i++) {
			this.similar.keep(CONTEXT, axis(i), answer(i), inAnHour());
		}
		assertThat(this.similar.size()).isEqualTo(5);
		assertThat(this.similar.nearest(CONTEXT, axis(1), 0.9)).isNull();
		assertThat(this.similar.nearest(CONTEXT, axis(2), 0.9)).isNotNull();
		for (int i = 0; i < 20; i++) {
			this.similar.keep(new CacheKey(5, 5, 5, i), axis(i), answer(i), inAnHour());
		}
		assertThat(this.similar.size()).isEqualTo(12);
		assertThat(this.similar.nearest(CONTEXT, axis(6), 0.9)).isNull();
	}

	@Test
	void whatExpiredIsNotFoundAndMakesRoom() {
		this.similar.keep(CONTEXT, axis(0), answer(0), inAnHour());
		this.similar.keep(CONTEXT, axis(1), answer(1), inAnHour().plusSeconds(60));
		this.clock.goOn(Duration.ofHours(1));
		assertThat(this.similar.nearest(CONTEXT, axis(0), 0.9)).isNull();
		assertThat(this.similar.nearest(CONTEXT, axis(1), 0.9)).isNotNull();
		this.similar.keep(CONTEXT, axis(2), answer(2), inAnHour());
		assertThat(this.similar.size()).isEqualTo(2);
	}

	@Test
	void theSameQuestionIsKeptOnce() {
		this.similar.keep(CONTEXT, axis(0), answer(0), inAnHour());
		this.similar.keep(CONTEXT, axis(0), answer(0), inAnHour());
		assertThat(this.similar.size()).isEqualTo(1);
	}

	@Test
	void vectorsThatCannotBeComparedMatchNothing() {
		this.similar.keep(CONTEXT, new float[] { 0, 0 }, answer(0), inAnHour());
		this.similar.keep(CONTEXT, new float[] { Float.NaN, 1 }, answer(1), inAnHour());
		this.similar.keep(CONTEXT, new float[] { 1, 1, 1 }, answer(2), inAnHour());
		assertThat(this.similar.size()).isEqualTo(1);
		assertThat(this.similar.nearest(CONTEXT, new float[] { 1, 1 }, 0)).isNull();
		assertThat(this.similar.nearest(CONTEXT, new float[] { 0, 0, 0 }, 0)).isNull();
	}

	@Test
	void questionsCanBeForgotten() {
		this.similar.add(List.of(document("a", "rome", CONTEXT, 1), document("b", "oslo", CONTEXT, 2),
				document("c", "rome", OTHER, 3)));
		this.similar.delete(List.of("a", "nobody"));
		assertThat(this.similar.similaritySearch(search("rome", CONTEXT, 0.9))).isEmpty();
		this.similar.delete("context == '" + CONTEXT + "'");
		assertThat(this.similar.size()).isEqualTo(1);
	}

	private Instant inAnHour() {
		return this.clock.instant().plusSeconds(3600);
	}

	private static float[] axis(int index) {
		float[] axis = new float[32];
		axis[index] = 1;
		return axis;
	}

	private static CacheKey answer(long number) {
		return new CacheKey(7, 7, 7, number);
	}

	private Document document(String id, String text, CacheKey context, long answer) {
		return new Document(id, text, Map.of(SimilarAnswers.CONTEXT, context.toString(), SimilarAnswers.ANSWER,
				answer(answer).toString(), SimilarAnswers.EXPIRES_AT, inAnHour().toEpochMilli()));
	}

	private static SearchRequest search(String query, CacheKey context, double threshold) {
		return SearchRequest.builder()
			.query(query)
			.topK(4)
			.similarityThreshold(threshold)
			.filterExpression("context == '" + context + "'")
			.build();
	}

	/** Counts letters: the same letters mean the same. */
	private static final class Letters implements EmbeddingModel {

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			return new EmbeddingResponse(IntStream.range(0, request.getInstructions().size())
				.mapToObj((i) -> new Embedding(letters(request.getInstructions().get(i)), i))
				.toList());
		}

		@Override
		public float[] embed(Document document) {
			return letters(String.valueOf(document.getText()));
		}

		private static float[] letters(String text) {
			float[] counts = new float[26];
			text.chars().filter((next) -> next >= 'a' && next <= 'z').forEach((next) -> counts[next - 'a']++);
			return counts;
		}

	}

}
