package dev.tollgate.provider;

import java.util.stream.Stream;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.testing.FakeUpstream;
import dev.tollgate.testing.Goldens;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Embeddings against files, as {@link GoldenContract} has it of chats.
 */
public interface EmbeddingContract extends ProviderTest {

	/** Where the files are. */
	Goldens embeddings();

	/** The path that a scenario must call. */
	String embeddingPath(String scenario);

	@TestFactory
	default Stream<DynamicTest> embeddingsGoAsWritten() {
		return embeddings().scenarios(".request.json")
			.stream()
			.map((scenario) -> DynamicTest.dynamicTest(scenario, () -> playEmbedding(scenario)));
	}

	private void playEmbedding(String scenario) {
		RecordingObserver observer = new RecordingObserver();
		Heard heard = embed(scenario, embeddings().read(scenario + ".response.json"), observer);
		assertThat(heard.failure()).isNull();
		FakeUpstream.Call call = upstream().call();
		embeddings().verify(scenario + ".upstream.json", call.body());
		embeddings().verify(scenario + ".answer.json", heard.text());
		assertThat(call.uri()).isEqualTo(embeddingPath(scenario));
		AnswerProgress progress = observer.awaitEnd();
		boolean reported = embeddings().read(scenario + ".response.json").contains("sage");
		assertThat(progress.usage()).isEqualTo(reported ? TokenUsage.text(8, 0) : null);
		// a vector is no text that anybody would bill
		assertThat(progress.hasContent()).isFalse();
		assertThat(observer.told()).contains("contacted", "completed");
	}

	private Heard embed(String scenario, String response, RecordingObserver observer) {
		return heard(FakeUpstream.whole(200, "application/json", response),
				request(embeddings().read(scenario + ".request.json"), false, Operation.EMBEDDINGS, false), observer);
	}

	@Test
	default void anAnswerWithoutEmbeddingsIsAFailure() {
		for (String answer : new String[] { "{}", "{\"data\":null}", "{\"choices\":[]}" }) {
			upstream().forget();
			assertThat(embed("basic", answer, new RecordingObserver()).failure()).as(answer)
				.isInstanceOf(UpstreamFailed.class);
		}
	}

	@Test
	default void anErrorInPlaceOfEmbeddingsIsAFailure() {
		RecordingObserver observer = new RecordingObserver();
		Heard heard = embed("basic", wire().errorBody(500, "INTERNAL", "It broke"), observer);
		assertThat(heard.failure()).isNotNull();
		assertThat(observer.awaitEnd().isRefused()).isTrue();
	}

}
