package dev.tollgate.simulator;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EmbeddingSimulationTests {

	private static final String GEMINI = "{\"content\":{\"parts\":[{\"text\":\"Why is the sky blue?%s\"}]}}";

	private static Caller caller;

	@BeforeAll
	static void start() {
		caller = new Caller();
	}

	@AfterAll
	static void stop() {
		caller.close();
	}

	private static HttpResponse<String> openAi(String model, String input, String more) {
		return caller.post(caller.simulator.openAiBaseUrl() + "/embeddings",
				"{\"model\":\"" + model + "\",\"input\":" + input + more + "}", "authorization", "Bearer simulated");
	}

	private static double near(String one, String other) {
		float[] first = TextVector.of(one, 1536);
		float[] second = TextVector.of(other, 1536);
		double sum = 0;
		for (int i = 0; i < first.length; i++) {
			sum += first[i] * second[i];
		}
		return sum;
	}

	@ParameterizedTest
	@CsvSource({ "Why is the sky blue?, why is the sky BLUE, 0.99, 1.01",
			"Why is the sky blue?, Why is the sky so blue?, 0.85, 0.99",
			"Why is the sky blue?, Tell me why the sky is blue, 0.6, 0.95",
			"How do I reset my password?, How can I reset the password, 0.6, 0.95",
			"Why is the sky blue?, How do I bake bread?, -0.2, 0.3",
			"Why is the sky blue?, Wie backe ich Brot?, -0.2, 0.3", "天空为什么是蓝色的, 天空为什么是红色的, 0.3, 0.95" })
	void similarTextsAreNearEachOther(String one, String other, double least, double most) {
		assertThat(near(one, other)).isBetween(least, most);
	}

	@Test
	void aVectorHasLengthOneAndIsTheSameForEver() {
		for (String text : new String[] { "Why is the sky blue?", "?!", "a" }) {
			for (int dimensions : new int[] { 1, 63, 64, 65, 3072 }) {
				float[] vector = TextVector.of(text, dimensions);
				double square = 0;
				for (float component : vector) {
					square += component * component;
				}
				assertThat(square).as(text + " " + dimensions).isCloseTo(1, within(1e-4));
			}
		}
		assertThat(TextVector.of("Why is the sky blue?", 4)).isEqualTo(TextVector.of("Why is the sky blue?", 4));
		// kept here, so that no change of the code moves what caches hold
		assertThat(Arrays.toString(TextVector.of("sky", 4)))
			.isEqualTo("[-0.75377834, -0.45226702, 0.45226702, -0.15075567]");
	}

	@Test
	void numbersAndBytesAreTheSameVector() {
		JsonNode numbers = Caller.json(openAi("text-embedding-3-small", "\"Hello\"", ""));
		JsonNode bytes = Caller.json(openAi("text-embedding-3-small", "\"Hello\"", ",\"encoding_format\":\"base64\""));
		float[] decoded = new float[1536];
		ByteBuffer.wrap(Base64.getDecoder().decode(bytes.at("/data/0/embedding").asString()))
			.order(ByteOrder.LITTLE_ENDIAN)
			.asFloatBuffer()
			.get(decoded);
		JsonNode vector = numbers.at("/data/0/embedding");
		assertThat(vector).hasSize(1536);
		for (int i = 0; i < decoded.length; i++) {
			assertThat(vector.get(i).floatValue()).isEqualTo(decoded[i]);
		}
		assertThat(numbers.path("usage")).hasToString("{\"prompt_tokens\":1,\"total_tokens\":1}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			text-embedding-3-small         | "x"     | ,"dimensions":1537 | 400 | Must be less than or equal to 1536
			text-embedding-ada-002         | "x"     | ,"dimensions":4    | 400 | does not support specifying dimensions
			text-embedding-3-small         | []      |                    | 400 | '$.input' is invalid
			text-embedding-3-small         | ""      |                    | 400 | '$.input' is invalid
			gpt-4o                         | "x"     |                    | 403 | not allowed to generate embeddings
			text-embedding-does-not-exist  | "x"     |                    | 404 | does not exist
			text-embedding-3-small         | "[[simulate status=429]]x" |  | 429 | Rate limit
			text-embedding-3-small         | "[[simulate status=500]]x" |  | 500 | had an error
			""")
	void openAiRefuses(String model, String input, String more, int status, String message) {
		HttpResponse<String> response = openAi(model, input, (more != null) ? more : "");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(Caller.json(response).at("/error/message").asString()).contains(message);
	}

	@Test
	void openAiTakesNoMoreThanSoMuch() {
		String texts = "[" + "\"x\",".repeat(2048) + "\"x\"]";
		assertThat(openAi("text-embedding-3-small", texts, "").body()).contains("array_above_max_length");
		String text = "\"" + "word ".repeat(8200) + "\"";
		assertThat(openAi("text-embedding-3-small", text, "").body()).contains("maximum context length is 8192");
		String all = "[" + ("\"" + "word ".repeat(8000) + "\",").repeat(38) + "\"x\"]";
		assertThat(openAi("text-embedding-3-small", all, "").body()).contains("max_tokens_per_request");
	}

	@Test
	void anEmbeddingModelDoesNotChat() {
		assertThat(caller
			.openAi("{\"model\":\"text-embedding-3-small\",\"messages\":[{\"role\":\"user\"," + "\"content\":\"x\"}]}")
			.statusCode()).isEqualTo(404);
		assertThat(caller.gemini("gemini-embedding-2", "generateContent", "{\"contents\":[]}").statusCode())
			.isEqualTo(404);
	}

	@Test
	void geminiEmbedsOneContent() {
		JsonNode answer = Caller.json(caller.gemini("gemini-embedding-2", "embedContent", GEMINI.formatted("")));
		assertThat(answer.propertyNames()).containsExactly("embedding");
		assertThat(answer.at("/embedding/values")).hasSize(3072);
		assertThat(answer.at("/embedding/values/0").floatValue())
			.isEqualTo(TextVector.of("Why is the sky blue?", 3072)[0]);
		JsonNode reported = Caller
			.json(caller.gemini("gemini-embedding-2", "embedContent", GEMINI.formatted(" [[simulate usage=last]]")));
		assertThat(reported.path("usageMetadata")).hasToString("{\"promptTokenCount\":6}");
	}

	@Test
	void geminiEmbedsSeveralContents() {
		String request = "{\"model\":\"models/%s\",\"output_dimensionality\":3,\"content\":{\"parts\":{\"text\":\"x\"}}}";
		JsonNode answer = Caller.json(caller.gemini("gemini-embedding-2", "batchEmbedContents", "{\"requests\":["
				+ request.formatted("gemini-embedding-2") + "," + request.formatted("gemini-embedding-2") + "]}"));
		assertThat(answer.path("embeddings")).hasSize(2)
			.allSatisfy((embedding) -> assertThat(embedding.path("values")).hasSize(3));
		assertThat(caller
			.gemini("gemini-embedding-2", "batchEmbedContents", "{\"requests\":[" + request.formatted("another") + "]}")
			.statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			gemini-2.0-flash   | {"content":{"parts":[{"text":"x"}]}}                               | 404
			gemini-embedding-2 | {"content":{"parts":[]}}                                           | 400
			gemini-embedding-2 | {"content":{"parts":[{"text":"x"}]},"input":"x"}                   | 400
			gemini-embedding-2 | {"content":{"parts":[{"text":"x"}]},"outputDimensionality":4000}   | 400
			gemini-embedding-2 | {"content":{"parts":[{"text":"[[simulate status=503]]"}]}}         | 503
			""")
	void geminiRefuses(String model, String body, int status) {
		assertThat(caller.gemini(model, "embedContent", body).statusCode()).isEqualTo(status);
	}

}
