package dev.tollgate;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Embeddings fail over as chats do.
 */
class EmbeddingFailoverTests extends FailoverGatewayTests {

	private HttpResponse<String> embed(String marker) {
		return this.gateway.post("/v1/embeddings",
				"{\"model\":\"embedding\",\"input\":" + GatewayCaller.quote(prompt(marker)) + "}");
	}

	@Test
	void anotherTargetAnswersWhereOneFails() {
		HttpResponse<String> response = embed("status=503 times=1");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(header(response, "x-tollgate-provider")).isEqualTo("backup");
		assertThat(header(response, "x-tollgate-attempts")).isEqualTo("2");
		assertThat(attempts(response)).containsExactly("openai failed", "backup completed");
		// 6 x 0.02, what was refused being free
		assertThat(header(response, "x-tollgate-cost-usd")).isEqualTo("0.00000012");
		assertThat(this.reports.row(response).path("cost_usd").asString()).isEqualTo("0.00000012");
	}

	@Test
	void anAnswerThatWasCutIsAskedForAgain() {
		HttpResponse<String> response = embed("cut=1 times=1");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(attempts(response)).containsExactly("openai failed", "backup completed");
	}

	@Test
	void nobodyElseIsAskedWhatIsTheCallersFault() {
		HttpResponse<String> response = embed("status=400");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(called()).containsExactly("openai");
	}

}
