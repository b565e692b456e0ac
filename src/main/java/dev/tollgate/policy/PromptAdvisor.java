package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.tollgate.policy.PolicyDefinition.Wording;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.chat.prompt.PromptTemplate;

/**
 * Says what the route says besides: a system message before all others, and a frame for
 * the caller's last words.
 */
final class PromptAdvisor extends PolicyAdvisor {

	private final Wording wording;

	PromptAdvisor(String name, int order, Wording wording) {
		super(name, order);
		this.wording = wording;
		if (wording.user() != null) {
			// a template that cannot be read is to stop the start
			render(wording.user(), "");
		}
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return chain.nextCall(worded(request));
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return chain.nextStream(worded(request));
	}

	private ChatClientRequest worded(ChatClientRequest request) {
		Prompt prompt = request.prompt();
		List<Message> messages = new ArrayList<>(prompt.getInstructions());
		if (this.wording.user() != null) {
			frame(messages, this.wording.user());
		}
		if (this.wording.system() != null) {
			messages.addFirst(new SystemMessage(this.wording.system()));
		}
		return request.mutate().prompt(new Prompt(messages, prompt.getOptions())).build();
	}

	private static void frame(List<Message> messages, String template) {
		for (int i = messages.size() - 1; i >= 0; i--) {
			if (messages.get(i) instanceof UserMessage user) {
				messages.set(i,
						user.mutate().text(render(template, Objects.requireNonNullElse(user.getText(), ""))).build());
				return;
			}
		}
	}

	private static String render(String template, String text) {
		return new PromptTemplate(template).render(Map.of("text", text));
	}

}
