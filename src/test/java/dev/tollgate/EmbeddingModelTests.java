package dev.tollgate;

import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * The gateway as Spring AI's embedding model, for what runs in the same process.
 */
class EmbeddingModelTests extends GatewayTests {

	@Autowired
	private EmbeddingModel model;

	@Autowired
	private LoopResources loops;

	private static EmbeddingRequest request(String model, String... texts) {
		return new EmbeddingRequest(List.of(texts), EmbeddingOptions.builder().model(model).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "text-embedding-3-small", "gemini-embedding-2", "backup/text-embedding-3-large" })
	void textsBecomeVectorsOfLengthOne(String name) {
		EmbeddingResponse response = this.model.call(request(name, "Why is the sky blue?", "Hello"));
		assertThat(response.getResults()).extracting(Embedding::getIndex).containsExactly(0, 1);
		for (Embedding embedding : response.getResults()) {
			double square = 0;
			for (float component : embedding.getOutput()) {
				square += component * component;
			}
			assertThat(square).isCloseTo(1, within(1e-4));
		}
		assertThat(name).endsWith(response.getMetadata().getModel());
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isZero();
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void aCallIsInTheLedgerAtItsPrice() {
		EmbeddingResponse response = this.model.call(request("openai/text-embedding-3-large", "Why is the sky blue?"));
		// 6 x 0.13
		assertThat(response.getMetadata().<Object>get("x-tollgate-cost-usd")).isEqualTo("0.00000078");
		assertThat(response.getMetadata().<Object>get("x-tollgate-provider")).isEqualTo("openai");
		LedgerReports reports = new LedgerReports(this.gateway);
		reports.awaitWritten();
		JsonNode row = reports.rows("key=in-process")
			.stream()
			.filter((one) -> one.path("requested_model").asString().equals("openai/text-embedding-3-large"))
			.findFirst()
			.orElseThrow();
		assertThat(row.path("cost_usd").asString()).isEqualTo("0.00000078");
		assertThat(row.path("team").asString()).isEqualTo("none");
	}

	@Test
	void dimensionsPass() {
		EmbeddingOptions options = EmbeddingOptions.builder().model("gemini-embedding-2").dimensions(32).build();
		assertThat(this.model.call(new EmbeddingRequest(List.of("x"), options)).getResult().getOutput()).hasSize(32);
		assertThat(sent().path("outputDimensionality").asInt()).isEqualTo(32);
	}

	@Test
	void documentsAreEmbeddedInBatches() {
		List<Document> documents = List.of(new Document("one"), new Document("two"), new Document("three"));
		List<float[]> vectors = this.model.embed(documents,
				EmbeddingOptions.builder().model("text-embedding-3-small").build(), new TokenCountBatchingStrategy());
		assertThat(vectors).hasSize(3).allSatisfy((vector) -> assertThat(vector).hasSize(1536));
	}

	@Test
	void anEventLoopIsNotBlocked() {
		Mono<Object> onLoop = Mono.create((sink) -> this.loops.onServer(true).next().execute(() -> {
			try {
				sink.success(this.model.call(request("text-embedding-3-small", "x")));
			}
			catch (RuntimeException ex) {
				sink.error(ex);
			}
		}));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> onLoop.block(GatewayCaller.PATIENCE))
			.withMessageContaining("must not");
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aVirtualThreadMayWait() throws InterruptedException {
		Thread thread = Thread.ofVirtual().start(() -> this.model.call(request("text-embedding-3-small", "x")));
		thread.join(GatewayCaller.PATIENCE);
		assertThat(this.simulator.calls()).hasSize(1);
	}

	@Test
	void failuresAreTheGateways() {
		assertThatExceptionOfType(UpstreamFailed.class)
			.isThrownBy(() -> this.model.call(request("text-embedding-3-small", "x [[simulate status=500]]")));
		assertThatExceptionOfType(UnknownModel.class).isThrownBy(() -> this.model.call(request("embed-0", "x")));
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> this.model.call(request("gpt-4o", "x")))
			.withMessageContaining("does not make embeddings");
	}

	@Test
	void aModelMustBeNamedAndATextGiven() {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> this.model.embed("x"))
			.withMessageContaining("tollgate.in-process.embedding-model");
		assertThatExceptionOfType(InvalidRequest.class)
			.isThrownBy(() -> this.model.call(request("text-embedding-3-small")))
			.withMessageContaining("no text");
		assertThat(this.simulator.calls()).isEmpty();
	}

}
