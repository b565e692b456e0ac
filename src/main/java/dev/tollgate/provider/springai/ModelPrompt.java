package dev.tollgate.provider.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.provider.RequestField;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A caller's chat as a chat model takes it.
 *
 * @param model the chat model
 * @param prompt what it is given
 * @param unplaced the names of what the caller asked for and the model cannot be told
 * @param id the answer's id where the model has none
 */
record ModelPrompt(ChatModel model, Prompt prompt, List<String> unplaced, String id) {

	/**
	 * Translates a request.
	 * @throws GatewayException if it is no chat
	 */
	static ModelPrompt of(UpstreamRequest request, ChatModel model) {
		List<String> unplaced = new ArrayList<>();
		RequestField root = RequestField.root(tree(request));
		List<Message> messages = new PromptMessages(unplaced).of(root.get("messages"));
		ChatOptions options = new PromptOptions(request, unplaced).of(root, model.getOptions());
		return new ModelPrompt(model, new Prompt(messages, options), List.copyOf(unplaced), newId());
	}

	private static ObjectNode tree(UpstreamRequest request) {
		try {
			ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(request.request().body().toByteArray());
			for (UpstreamRequest.Parameter parameter : request.parameters()) {
				tree.set(parameter.name(), Json.MAPPER.readTree(parameter.json()));
			}
			tree.remove(request.dropped());
			return tree;
		}
		catch (JacksonException ex) {
			throw new GatewayException.InvalidRequest("The request could not be read", "invalid_json", null);
		}
	}

	private static String newId() {
		return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
	}

}
