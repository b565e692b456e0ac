package dev.tollgate.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A chat model of Spring AI's that does what a test tells it, and records what it got.
 */
public final class ScriptedChatModel implements ChatModel {

	private static final long PATIENCE_SECONDS = 20;

	private final BlockingQueue<Prompt> prompts = new LinkedBlockingQueue<>();

	private volatile Function<Prompt, ChatResponse> whole = (prompt) -> said("Hello").ended("stop");

	private volatile Function<Prompt, Flux<ChatResponse>> stream = (prompt) -> Flux.just(said("Hello").ended("stop"));

	/**
	 * What is answered to calls from now on.
	 * @param answer the answer to a prompt
	 */
	public void answers(Function<Prompt, ChatResponse> answer) {
		this.whole = answer;
	}

	/**
	 * What is streamed from now on.
	 * @param answer the answer to a prompt
	 */
	public void streams(Function<Prompt, Flux<ChatResponse>> answer) {
		this.stream = answer;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		this.prompts.add(prompt);
		return this.whole.apply(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		this.prompts.add(prompt);
		return this.stream.apply(prompt);
	}

	/**
	 * The next prompt that arrived, waited for if need be.
	 * @return the prompt
	 */
	public Prompt prompt() {
		try {
			Prompt prompt = this.prompts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (prompt == null) {
				throw new AssertionError("No prompt arrived");
			}
			return prompt;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Whether a prompt arrived that was not looked at.
	 * @return false once all were
	 */
	public boolean wasAsked() {
		return !this.prompts.isEmpty();
	}

	/** Forgets the prompts that were not looked at. */
	public void forget() {
		this.prompts.clear();
	}

	/**
	 * Begins a response.
	 * @param text its text
	 * @return the response
	 */
	public static Said said(String text) {
		return new Said(text, List.of(), Map.of(), null);
	}

	/**
	 * What a model says.
	 *
	 * @param text the text
	 * @param calls the tools that it calls
	 * @param properties what else is known of the message
	 * @param usage the tokens, or null
	 */
	public record Said(String text, List<ToolCall> calls, Map<String, Object> properties, @Nullable Usage usage) {

		/**
		 * The same with the call of a tool.
		 * @param id the call's id
		 * @param name the tool
		 * @param arguments its arguments
		 * @return what is said
		 */
		public Said calling(String id, String name, String arguments) {
			return new Said(this.text, List.of(new ToolCall(id, "function", name, arguments)), this.properties,
					this.usage);
		}

		/**
		 * The same with a property.
		 * @param name the property
		 * @param value its value
		 * @return what is said
		 */
		public Said with(String name, Object value) {
			return new Said(this.text, this.calls, Map.of(name, value), this.usage);
		}

		/**
		 * The same with usage.
		 * @param reported the tokens
		 * @return what is said
		 */
		public Said using(Usage reported) {
			return new Said(this.text, this.calls, this.properties, reported);
		}

		/**
		 * A response after which the answer goes on.
		 * @return the response
		 */
		public ChatResponse goingOn() {
			return response(ChatGenerationMetadata.NULL);
		}

		/**
		 * A response with which the answer ends.
		 * @param reason why
		 * @return the response
		 */
		public ChatResponse ended(String reason) {
			return response(ChatGenerationMetadata.builder().finishReason(reason).build());
		}

		private ChatResponse response(ChatGenerationMetadata metadata) {
			AssistantMessage message = AssistantMessage.builder()
				.content(this.text)
				.toolCalls(this.calls)
				.properties(this.properties)
				.build();
			ChatResponseMetadata.Builder about = ChatResponseMetadata.builder().model("scripted-1");
			if (this.usage != null) {
				about.usage(this.usage);
			}
			return new ChatResponse(List.of(new Generation(message, metadata)), about.build());
		}

	}

}
