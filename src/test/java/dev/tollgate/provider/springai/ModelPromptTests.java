package dev.tollgate.provider.springai;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.provider.BeanProviders;
import dev.tollgate.provider.BeanSettings;
import dev.tollgate.provider.CallTerms;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.provider.UnsupportedParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptionsBuilder;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.tool.ToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A caller's chat becomes a prompt, and what of it does not is named.
 */
class ModelPromptTests {

	private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

	private static ModelPrompt translate(String json, ChatOptions defaults) {
		BeanSettings settings = new BeanSettings("scripted", "spring-ai", null,
				new ProviderTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
		ChatModel model = new ChatModel() {

			@Override
			public ChatResponse call(Prompt prompt) {
				throw new IllegalStateException();
			}

			@Override
			public ChatOptions getOptions() {
				return defaults;
			}

		};
		return ModelPrompt.of(BeanProviders.request(json, BeanProviders.keys(settings, 1), UnsupportedParameters.PASS,
				CallTerms.DEFAULT), model);
	}

	private static ModelPrompt translate(String json) {
		return translate(json, ChatOptions.builder().build());
	}

	private static ModelPrompt with(String members) {
		return translate("{" + HI + "," + members + "}");
	}

	private static ChatOptions options(ModelPrompt prompt) {
		return Objects.requireNonNull(prompt.prompt().getOptions());
	}

	@Test
	void aConversationKeepsItsRoles() {
		ModelPrompt prompt = translate("""
				{"messages":[{"role":"developer","content":"Be brief"},{"role":"user","content":[
				{"type":"text","text":"What"},{"type":"text","text":"is it?"},
				{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"auto"}}]},
				{"role":"assistant","content":null,"reasoning_content":"Hm","tool_calls":[
				{"id":"a","type":"function","function":{"name":"look","arguments":"{}"}},
				{"id":"b","type":"function","function":{"name":"smell","arguments":"{}"}}]},
				{"role":"tool","tool_call_id":"a","content":"red"},{"role":"tool","tool_call_id":"b","content":"sweet"},
				{"role":"assistant","content":"A rose"},{"role":"user","content":"Thanks"}]}""");
		assertThat(prompt.unplaced()).isEmpty();
		var messages = prompt.prompt().getInstructions();
		assertThat(messages).extracting((message) -> message.getMessageType())
			.containsExactly(MessageType.SYSTEM, MessageType.USER, MessageType.ASSISTANT, MessageType.TOOL,
					MessageType.ASSISTANT, MessageType.USER);
		assertThat(((SystemMessage) messages.getFirst()).getText()).isEqualTo("Be brief");
		UserMessage user = (UserMessage) messages.get(1);
		assertThat(user.getText()).isEqualTo("What\nis it?");
		assertThat(user.getMedia()).singleElement().satisfies((media) -> {
			assertThat(media.getMimeType()).hasToString("image/png");
			assertThat(media.getDataAsByteArray()).containsExactly(1, 2, 3);
		});
		assertThat(((AssistantMessage) messages.get(2)).getToolCalls()).extracting((call) -> call.name())
			.containsExactly("look", "smell");
		assertThat(((ToolResponseMessage) messages.get(3)).getResponses()).extracting((result) -> result.name())
			.containsExactly("look", "smell");
	}

	@Test
	void parametersBecomeOptions() {
		ChatOptions options = options(with("""
				"temperature":0.5,"top_p":0.9,"top_k":5,"frequency_penalty":0.1,"presence_penalty":0.2,"max_tokens":7,\
				"max_completion_tokens":8,"stop":["A","B"]"""));
		assertThat(options.getModel()).isEqualTo("any");
		assertThat(options.getTemperature()).isEqualTo(0.5);
		assertThat(options.getTopP()).isEqualTo(0.9);
		assertThat(options.getTopK()).isEqualTo(5);
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.1);
		assertThat(options.getPresencePenalty()).isEqualTo(0.2);
		assertThat(options.getMaxTokens()).isEqualTo(8);
		assertThat(options.getStopSequences()).containsExactly("A", "B");
	}

	@Test
	void toolsAreNamedAndNeverCalledHere() {
		ModelPrompt prompt = with("""
				"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}]""");
		List<ToolCallback> tools = Objects
			.requireNonNull(((ToolCallingChatOptions) options(prompt)).getToolCallbacks());
		assertThat(tools).singleElement().satisfies((tool) -> {
			assertThat(tool.getToolDefinition().name()).isEqualTo("look");
			assertThat(tool.getToolDefinition().inputSchema()).isEqualTo("{\"type\":\"object\"}");
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tool.call("{}"));
		});
	}

	@Test
	void theBeansOwnToolsAreNobodysHere() {
		ToolCallback own = new CallersTool("own", "", "{}");
		ChatOptions defaults = OllamaChatOptions.builder().model("m").toolCallbacks(List.of(own)).build();
		ModelPrompt prompt = translate("{" + HI + "}", defaults);
		assertThat(((ToolCallingChatOptions) options(prompt)).getToolCallbacks()).isNullOrEmpty();
	}

	@Test
	void optionsAreOfTheModelsOwnKindWithWhatItWasConfiguredWith() {
		ChatOptions defaults = OllamaChatOptions.builder().model("m").keepAlive("9m").topP(0.3).build();
		ModelPrompt prompt = translate("{" + HI + ",\"temperature\":0.5}", defaults);
		assertThat(options(prompt)).isInstanceOfSatisfying(OllamaChatOptions.class, (options) -> {
			assertThat(options.getModel()).isEqualTo("any");
			assertThat(options.getKeepAlive()).isEqualTo("9m");
			assertThat(options.getTopP()).isEqualTo(0.3);
			assertThat(options.getTemperature()).isEqualTo(0.5);
		});
	}

	@Test
	void toolsThatTheCallerForbidsAreLeftOut() {
		ModelPrompt prompt = with("""
				"tool_choice":"none","tools":[{"type":"function","function":{"name":"look"}}]""");
		assertThat(prompt.unplaced()).isEmpty();
		assertThat(((ToolCallingChatOptions) options(prompt)).getToolCallbacks()).isNullOrEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "\"seed\":1|seed", "\"n\":2|n", "\"logprobs\":true|logprobs",
			"\"tool_choice\":\"required\"|tool_choice", "\"user\":\"me\"|user", "\"x_new\":[]|x_new",
			"\"response_format\":{\"type\":\"json_object\"}|response_format",
			"\"parallel_tool_calls\":false|parallel_tool_calls", "\"reasoning_effort\":\"low\"|reasoning_effort",
			"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]|tools[0].function.strict" })
	void whatHasNoPlaceIsNamed(String member, String name) {
		assertThat(with(member).unplaced()).containsExactly(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"n\":1", "\"seed\":null", "\"logprobs\":false", "\"store\":false",
			"\"response_format\":{\"type\":\"text\"}", "\"parallel_tool_calls\":true", "\"tool_choice\":\"auto\"",
			"\"service_tier\":\"auto\"", "\"stream_options\":{\"include_usage\":true}" })
	void whatGoesWithoutSayingNeedsNoPlace(String member) {
		assertThat(with(member).unplaced()).isEmpty();
	}

	@Test
	void partsOfMessagesWithoutAPlaceAreNamed() {
		ModelPrompt prompt = translate(
				"""
						{"messages":[{"role":"user","name":"me","content":[{"type":"text","text":"Hi","cache_control":{"type":"x"}},
						{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"high"}}]}]}""");
		assertThat(prompt.unplaced()).containsExactly("messages[0].name", "messages[0].content[0].cache_control",
				"messages[0].content[1].image_url.detail");
	}

	@Test
	void anOptionThatTheModelDoesNotKnowIsNamed() {
		ChatOptions deaf = new DeafOptions();
		assertThat(translate("{" + HI + ",\"top_p\":0.9,\"temperature\":0.5}", deaf).unplaced())
			.containsExactly("top_p");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{}|messages", "{\"messages\":[]}|messages",
			"{\"messages\":[{\"role\":\"function\",\"content\":\"x\"}]}|messages[0].role",
			"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]}|messages[0].content[0].type",
			"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://10.0.0.1/x\"}}]}]}|messages[0].content[0].image_url.url",
			"{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":\"hot\"}|temperature",
			"{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":0}|max_tokens" })
	void whatIsWrongIsNamed(String json, String param) {
		assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> translate(json))
			.satisfies((refusal) -> assertThat(refusal.param()).isEqualTo(param));
	}

	/** Options of a model that knows a temperature and nothing else. */
	private static final class DeafOptions implements ChatOptions {

		private final ChatOptions heard;

		private DeafOptions() {
			this(ChatOptions.builder().build());
		}

		private DeafOptions(ChatOptions heard) {
			this.heard = heard;
		}

		@Override
		public String getModel() {
			return String.valueOf(this.heard.getModel());
		}

		@Override
		public @Nullable Double getFrequencyPenalty() {
			return null;
		}

		@Override
		public @Nullable Integer getMaxTokens() {
			return null;
		}

		@Override
		public @Nullable Double getPresencePenalty() {
			return null;
		}

		@Override
		public @Nullable List<String> getStopSequences() {
			return null;
		}

		@Override
		public @Nullable Double getTemperature() {
			return this.heard.getTemperature();
		}

		@Override
		public @Nullable Integer getTopK() {
			return null;
		}

		@Override
		public @Nullable Double getTopP() {
			return null;
		}

		@Override
		public ChatOptions.Builder<?> mutate() {
			return new DeafBuilder();
		}

	}

	private static final class DeafBuilder extends DefaultChatOptionsBuilder<DeafBuilder> {

		@Override
		public ChatOptions build() {
			return new DeafOptions(super.build());
		}

	}

}
