package dev.tollgate.policy.cache;

import dev.tollgate.wire.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CompletionAssemblyTests {

	private final CompletionAssembly assembly = new CompletionAssembly(10_000);

	@Test
	void openAisChunksAreOneCompletion() {
		add("""
				{"id":"c","object":"chat.completion.chunk","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aB3"}
				{"id":"c","object":"chat.completion.chunk","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"Hel"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}
				{"id":"c","object":"chat.completion.chunk","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"lo"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"yy"}
				""");
		assertThat(this.assembly.isComplete()).isFalse();
		assertThatIllegalStateException().isThrownBy(this.assembly::completion);
		add("""
				{"id":"c","object":"chat.completion.chunk","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}
				{"id":"c","object":"chat.completion.chunk","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[],"usage":{"prompt_tokens":3,"total_tokens":5,"cost":{"usd":"0.000123","window":"standard","source":"provider"}}}
				""");
		is("""
				{"id":"c","object":"chat.completion","created":7,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"message":{"role":"assistant","content":"Hello","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"total_tokens":5}}""");
		assertThat(this.assembly.cost())
			.hasToString("{\"usd\":\"0.000123\",\"window\":\"standard\",\"source\":\"provider\"}");
	}

	@Test
	void aProvidersOwnFigureOfCostStays() {
		add("""
				{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"cost":0.5}}
				""");
		assertThat(this.assembly.completion().path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.5");
		assertThat(this.assembly.cost()).isNull();
	}

	@Test
	void deepSeeksThoughtsComeBeforeItsAnswer() {
		add("""
				{"id":"d","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":""},"finish_reason":null}]}
				{"id":"d","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Hm"},"finish_reason":null}]}
				{"id":"d","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":"Yes","reasoning_content":null},"finish_reason":null}]}
				{"id":"d","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":"","reasoning_content":null},"finish_reason":"stop"}],"usage":{"total_tokens":4}}
				""");
		is("""
				{"id":"d","object":"chat.completion","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"message":{"role":"assistant","content":"Yes","reasoning_content":"Hm"},"finish_reason":"stop"}],"usage":{"total_tokens":4}}""");
	}

	@Test
	void geminisSignaturesAndToolCallsStayWhereTheyAre() {
		add("""
				{"id":"g","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}
				{"id":"g","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s1"}}}]},"logprobs":null,"finish_reason":null}]}
				{"id":"g","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":null,"google":{"parts":[{"executableCode":{"code":"1"}}]}}]}
				{"id":"g","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls","native_finish_reason":"STOP","google":{"parts":[{"executableCode":{"code":"2"}}]}}]}
				""");
		is("""
				{"id":"g","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s1"}}}]},"logprobs":null,"finish_reason":"tool_calls","native_finish_reason":"STOP","google":{"parts":[{"executableCode":{"code":"1"}},{"executableCode":{"code":"2"}}]}}]}""");
	}

	@Test
	void piecesOfSeveralAnswersAndCallsAreToldApart() {
		add("""
				{"id":"","model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}
				{"id":"n","model":"m","choices":[{"index":1,"delta":{"content":"b1"},"finish_reason":null}]}
				{"id":"n","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"y","type":"function","function":{"name":"g","arguments":"{"}}]},"finish_reason":null}]}
				{"id":"n","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"f","arguments":"["}}]},"finish_reason":null},{"index":1,"delta":{"content":" b2"},"finish_reason":"stop"}]}
				{"id":"n","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"]"}},{"index":1,"function":{"arguments":"}"}}]},"finish_reason":null}]}
				""");
		assertThat(this.assembly.isComplete()).isFalse();
		add("""
				{"id":"n","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}
				""");
		is("""
				{"id":"n","object":"chat.completion","model":"m","prompt_filter_results":[{"prompt_index":0}],"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"[]"}},{"id":"y","type":"function","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"},{"index":1,"message":{"role":"assistant","content":"b1 b2"},"finish_reason":"stop"}]}""");
	}

	@Test
	void callsWithoutAnIndexAreToldApartByTheirIds() {
		add("""
				{"choices":[{"delta":{"tool_calls":[{"id":"x","function":{"name":"f","arguments":"1"}}]}}]}
				{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"2"}},{"id":"y","function":{"name":"g","arguments":"3"}}]},"finish_reason":"tool_calls"}]}
				""");
		assertThat(this.assembly.completion().path("choices").path(0).path("message").path("tool_calls")).hasToString(
				"[{\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"12\"}},{\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":\"3\"}}]");
	}

	@Test
	void probabilitiesAndRefusalsGrow() {
		add("""
				{"choices":[{"index":0,"delta":{"refusal":"I "},"logprobs":{"content":null,"refusal":[{"token":"I "}]},"finish_reason":null}]}
				{"choices":[{"index":0,"delta":{"refusal":"can't"},"logprobs":{"content":null,"refusal":[{"token":"can't"}]},"finish_reason":"stop"}]}
				""");
		is("""
				{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I can't"},"logprobs":{"content":null,"refusal":[{"token":"I "},{"token":"can't"}]},"finish_reason":"stop"}]}""");
	}

	@Test
	void anErrorIsNeverPartOfACompletion() {
		add("""
				{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}
				{"error":{"message":"broken"}}
				""");
		assertThat(this.assembly.isComplete()).isFalse();
	}

	@Test
	void nothingIsKeptOfWhatIsTooLarge() {
		String text = "x".repeat(400);
		for (int i = 0; i < 30; i++) {
			add("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}");
			assertThat(this.assembly.isTooLarge()).isEqualTo(i >= 24);
		}
		add("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
		assertThat(this.assembly.isTooLarge()).isTrue();
		assertThat(this.assembly.isComplete()).isFalse();
	}

	@Test
	void noWayOfGrowingIsForgottenInTheLimit() {
		for (String piece : new String[] { "{\"choices\":[{\"index\":%d,\"delta\":{}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":%d}]}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{\"m%d\":1}}]}", "{\"m%d\":null}", "{\"m\":%d}",
				"{\"choices\":[{\"index\":0,\"delta\":{},\"x\":[%d]}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{},\"x\":{\"y%d\":{}}}]}",
				"{\"usage\":{\"x\":%d},\"choices\":[]}" }) {
			CompletionAssembly bounded = new CompletionAssembly(10_000);
			for (int i = 0; i < 2000; i++) {
				bounded.add(tree(piece.formatted(i)));
			}
			assertThat(bounded.isTooLarge()).as(piece).isTrue();
		}
	}

	private void add(String chunks) {
		chunks.lines().map(CompletionAssemblyTests::tree).forEach(this.assembly::add);
	}

	private void is(String completion) {
		assertThat(this.assembly.isComplete()).isTrue();
		assertThat(tree(this.assembly.completion().toString())).isEqualTo(tree(completion));
	}

	private static ObjectNode tree(String json) {
		return (ObjectNode) Json.MAPPER.readTree(json);
	}

}
