package dev.tollgate.wire.springai;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * OpenAI's chat requests as prompts, and prompts as chat requests. What an advisor left
 * as it was comes out as it came in, member by member.
 */
public final class WirePrompts {

	static final String MESSAGES = "messages";

	private WirePrompts() {
	}

	/**
	 * Makes a prompt of a request.
	 * @param body the request, to be left as it is from now on
	 * @return the prompt, whose options are {@link WireChatOptions}
	 */
	public static Prompt prompt(ObjectNode body) {
		return new Prompt(messages(body), WireChatOptions.of(body));
	}

	private static List<Message> messages(ObjectNode body) {
		return body.path(MESSAGES).valueStream().map(WireMessages::message).toList();
	}

	/**
	 * Makes a request of a prompt.
	 * @param prompt the prompt
	 * @return a new request, whose values may be shared with the prompt and must not be
	 * changed
	 */
	public static ObjectNode body(Prompt prompt) {
		ObjectNode body = options(prompt.getOptions()).write();
		ArrayNode messages = body.putArray(MESSAGES);
		for (Message message : prompt.getInstructions()) {
			for (JsonNode node : WireMessages.nodes(message)) {
				messages.add(node);
			}
		}
		return body;
	}

	private static WireChatOptions options(@Nullable ChatOptions options) {
		if (options instanceof WireChatOptions wire) {
			return wire;
		}
		WireChatOptions.Builder builder = WireChatOptions.builder();
		return (options != null) ? builder.combineWith(options.mutate()).build() : builder.build();
	}

}
