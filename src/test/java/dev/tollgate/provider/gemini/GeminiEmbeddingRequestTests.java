package dev.tollgate.provider.gemini;

import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GeminiEmbeddingRequestTests {

	private static GeminiEmbeddingRequest translated(String request) {
		return GeminiEmbeddingRequest.of(Json.MAPPER.readTree(request), "gemini-embedding-2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"input":"a"}                  | {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]}}
					{"input":["a"]}                | {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]}}
					{"input":"a","dimensions":8}   | {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]},"outputDimensionality":8}
					{"input":"a","dimensions":null} | {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]}}
					{"input":["a","b"]}            | {"requests":[{"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]}},{"model":"models/gemini-embedding-2","content":{"parts":[{"text":"b"}]}}]}
					""")
	void textsBecomeContents(String request, String body) {
		assertThat(translated(request).body()).hasToString(body);
	}

	@Test
	void whatHasNoPlaceIsNamed() {
		GeminiEmbeddingRequest request = translated(
				"{\"input\":\"a\",\"model\":\"m\",\"encoding_format\":\"base64\",\"user\":\"u\",\"x\":null,\"y\":1}");
		assertThat(request.dropped()).isEqualTo(List.of("user", "y"));
		assertThat(request.base64()).isTrue();
		assertThat(request.size()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"input":[1,2]}                | input
			{"input":[[1,2],[3]]}          | input
			{"input":["a",1]}              | input
			{"input":null}                 | input
			{"input":7}                    | input
			{"input":"a","dimensions":0}   | dimensions
			{"input":"a","dimensions":1.5} | dimensions
			""")
	void whatCannotBeCarriedIsRefused(String request, @Nullable String param) {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> translated(request))
			.satisfies((refusal) -> assertThat(refusal.param()).isEqualTo(param));
	}

}
