package dev.tollgate.provider.gemini;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.UpstreamModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GeminiRequestTranslatorTests {

	private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					messages                     | {}
					messages                     | {"messages":null}
					messages                     | {"messages":"x"}
					messages                     | {"messages":{}}
					messages                     | {"messages":[]}
					messages[0]                  | {"messages":["x"]}
					messages[0]                  | {"messages":[null]}
					messages[0].role             | {"messages":[{"content":"x"}]}
					messages[0].role             | {"messages":[{"role":1,"content":"x"}]}
					messages[0].role             | {"messages":[{"role":"robot","content":"x"}]}
					messages[0].role             | {"messages":[{"role":"function","name":"f","content":"x"}]}
					messages[0].content          | {"messages":[{"role":"user"}]}
					messages[0].content          | {"messages":[{"role":"user","content":1}]}
					messages[0].content          | {"messages":[{"role":"user","content":{}}]}
					messages[0].content[0]       | {"messages":[{"role":"user","content":[1]}]}
					messages[0].content[0].type  | {"messages":[{"role":"user","content":[{}]}]}
					messages[0].content[0].type  | {"messages":[{"role":"user","content":[{"type":"hologram"}]}]}
					messages[0].content[0].text  | {"messages":[{"role":"user","content":[{"type":"text","text":{}}]}]}
					messages[0].content[0].type  | {"messages":[{"role":"system","content":[{"type":"image_url"}]}]}
					messages[0].content[0].image_url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]}
					messages[0].content[0].image_url.url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}
					messages[0].content[0].image_url.url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]}
					messages[0].content[0].image_url.url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,abc"}}]}]}
					messages[0].content[0].image_url.url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:;base64,abc"}}]}]}
					messages[0].content[0].image_url.url | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]}
					messages[0].content[0].image_url.detail | {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://a/b","detail":1}}]}]}
					messages[0].content[0].input_audio.format | {"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"x","format":"midi"}}]}]}
					messages[0].content[0].input_audio.data | {"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav"}}]}]}
					messages[0].content[0].file.file_id | {"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}
					messages[0].content[0].file.file_data | {"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"f"}}]}]}
					messages[0].tool_call_id     | {"messages":[{"role":"tool","tool_call_id":"x","content":"y"}]}
					messages[0].tool_calls       | {"messages":[{"role":"assistant","tool_calls":{}}]}
					messages[0].tool_calls[0].function | {"messages":[{"role":"assistant","tool_calls":[{"id":"c"}]}]}
					messages[0].tool_calls[0].type | {"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"custom"}]}]}
					messages[0].tool_calls[0].function.arguments | {"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":{}}}]}]}
					messages[0].tool_calls[0].extra_content | {"messages":[{"role":"assistant","tool_calls":[{"id":"c","extra_content":1,"function":{"name":"f","arguments":"{}"}}]}]}
					messages[0].audio            | {"messages":[{"role":"assistant","audio":{"id":"a"}}]}
					""")
	void malformedMessageIsRefusedWithItsPath(String param, String request) {
		refused(request, param);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			temperature                  | "temperature":"hot"
			seed                         | "seed":1.5
			seed                         | "seed":123456789012345678901234567890
			max_tokens                   | "max_tokens":-1
			max_tokens                   | "max_tokens":1e308
			max_completion_tokens        | "max_completion_tokens":0
			n                            | "n":1000
			stop                         | "stop":1
			stop                         | "stop":["1","2","3","4","5","6"]
			stop[1]                      | "stop":["1",2]
			logprobs                     | "logprobs":1
			top_logprobs                 | "top_logprobs":21
			response_format              | "response_format":"json"
			response_format.type         | "response_format":{}
			response_format.json_schema  | "response_format":{"type":"json_schema"}
			response_format.json_schema.schema | "response_format":{"type":"json_schema","json_schema":{"schema":[]}}
			modalities[0]                | "modalities":["smell"]
			reasoning_effort             | "reasoning_effort":"much"
			reasoning_effort             | "reasoning_effort":3
			tools                        | "tools":{}
			tools[0].type                | "tools":[{"type":"custom"}]
			tools[0].function.name       | "tools":[{"type":"function","function":{}}]
			tools[0].function.parameters | "tools":[{"type":"function","function":{"name":"f","parameters":"x"}}]
			tool_choice                  | "tool_choice":1
			tool_choice                  | "tool_choice":"sometimes"
			tool_choice.function.name    | "tool_choice":{"type":"function","function":{}}
			tool_choice.allowed_tools.mode | "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"x"}}
			functions                    | "functions":[]
			service_tier                 | "service_tier":1
			extra_body                   | "extra_body":1
			extra_body.google            | "extra_body":{"google":1}
			extra_body.google.cached_content | "extra_body":{"google":{"cached_content":1}}
			google.safety_settings[0]    | "google":{"safety_settings":[1]}
			google.thinking_config       | "google":{"thinking_config":[]}
			""")
	void malformedOptionIsRefusedWithItsPath(String param, String option) {
		refused("{" + USER + "," + option + "}", param);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "\"x\"", "1", "null" })
	void bodyThatIsNoObjectIsRefused(String request) {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> translate(request, "gemini-2.5-flash"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			gemini-2.5-flash      | none    | {"thinkingBudget":0}
			gemini-2.5-pro        | none    | {"thinkingBudget":128}
			models/gemini-2.5-pro | minimal | {"thinkingBudget":1024}
			gemini-2.5-flash-lite | low     | {"thinkingBudget":1024}
			gemini-2.5-flash      | high    | {"thinkingBudget":24576}
			gemini-3-pro-preview  | none    | {"thinkingLevel":"LOW"}
			gemini-3-pro-preview  | medium  | {"thinkingLevel":"HIGH"}
			gemini-3.1-pro        | medium  | {"thinkingLevel":"MEDIUM"}
			gemini-3.5-flash      | none    | {"thinkingLevel":"MINIMAL"}
			gemini-4-argon        | max     | {"thinkingLevel":"HIGH"}
			gemini-flash-latest   | low     | {"thinkingLevel":"LOW"}
			""")
	void reasoningEffortFollowsTheGeneration(String model, String effort, String thinking) {
		JsonNode body = translate("{" + USER + ",\"reasoning_effort\":\"" + effort + "\"}", model).body();
		assertThat(body.get("generationConfig").get("thinkingConfig")).hasToString(thinking);
	}

	@Test
	void reasoningEffortIsDroppedWhereNothingThinks() {
		GeminiRequestTranslator.Translated translated = translate("{" + USER + ",\"reasoning_effort\":\"low\"}",
				"gemini-2.0-flash");
		assertThat(translated.body().has("generationConfig")).isFalse();
		assertThat(translated.dropped()).containsExactly("reasoning_effort");
	}

	@Test
	void penaltiesAreDroppedFromGeneration3() {
		GeminiRequestTranslator.Translated translated = translate(
				"{" + USER + ",\"presence_penalty\":1,\"frequency_penalty\":1}", "gemini-3.5-flash");
		assertThat(translated.dropped()).containsExactly("presence_penalty", "frequency_penalty");
		assertThat(translated.body().has("generationConfig")).isFalse();
	}

	@Test
	void instructionsAloneBecomeATurn() {
		JsonNode body = translate("{\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}", "gemini-2.5-flash")
			.body();
		assertThat(body).hasToString("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"$ref\":\"#\"}", "{\"$ref\":\"#/$defs/none\"}", "{\"$ref\":\"http://x/y\"}" })
	void recursiveOrOutsideReferenceIsRefusedByOldModels(String schema) {
		refusedSchema(schema);
	}

	@Test
	void referencesThatMultiplyAreRefusedByOldModels() {
		StringBuilder definitions = new StringBuilder("\"a0\":{\"type\":\"string\"}");
		for (int i = 1; i <= 40; i++) {
			String before = "{\"$ref\":\"#/$defs/a" + (i - 1) + "\"}";
			definitions.append(",\"a" + i + "\":{\"anyOf\":[" + before + "," + before + "]}");
		}
		refusedSchema("{\"$defs\":{" + definitions + "},\"items\":{\"$ref\":\"#/$defs/a40\"}}");
	}

	@Test
	void referencesThatNestTooDeepAreRefusedByOldModels() {
		StringBuilder definitions = new StringBuilder("\"a0\":{\"type\":\"string\"}");
		for (int i = 1; i <= 4000; i++) {
			definitions.append(",\"a" + i + "\":{\"items\":{\"$ref\":\"#/$defs/a" + (i - 1) + "\"}}");
		}
		refusedSchema("{\"$defs\":{" + definitions + "},\"items\":{\"$ref\":\"#/$defs/a4000\"}}");
	}

	private static void refusedSchema(String schema) {
		String request = "{" + USER + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
				+ schema + "}}}";
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> translate(request, "gemini-2.0-flash"))
			.satisfies((ex) -> assertThat(ex.param()).isEqualTo("response_format.json_schema.schema"));
	}

	private static void refused(String request, String param) {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> translate(request, "gemini-2.5-flash"))
			.satisfies((ex) -> {
				assertThat(ex.param()).isEqualTo(param);
				assertThat(ex.code()).isNotNull();
			});
	}

	private static GeminiRequestTranslator.Translated translate(String request, String model) {
		return GeminiRequestTranslator.translate(JsonMapper.shared().readTree(request),
				new UpstreamModel("gemini", model));
	}

}
