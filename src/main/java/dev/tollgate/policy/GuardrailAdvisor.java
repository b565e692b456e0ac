package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.gateway.PolicedRequest;
import dev.tollgate.policy.PolicyDefinition.Action;
import dev.tollgate.policy.PolicyDefinition.Guardrail;
import dev.tollgate.policy.text.Replacement;
import dev.tollgate.policy.text.TextCursor;
import dev.tollgate.policy.text.TextFilter;
import dev.tollgate.policy.text.TextPattern;
import dev.tollgate.policy.text.WordPattern;
import dev.tollgate.wire.springai.WirePrompts;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Lets words and patterns pass neither way. An answer that is cut off ends with the
 * finish reason {@code content_filter}; what the model says behind it is read and
 * dropped, so that its cost is known.
 */
final class GuardrailAdvisor extends PolicyAdvisor {

	private final Guardrail rule;

	private final TextFilter filter;

	/** Null to let nothing more out. */
	private final Replacement replacement;

	GuardrailAdvisor(String name, int order, Guardrail rule, TextFilter filter) {
		super(name, order);
		this.rule = rule;
		this.filter = filter;
		String mask = rule.mask();
		this.replacement = (rule.action() == Action.MASK) ? (pattern, found) -> mask : (pattern, found) -> null;
	}

	/** What a rule looks for. */
	static TextFilter filter(Guardrail rule) {
		return TextFilter.of(patterns(rule));
	}

	private static List<TextPattern> patterns(Guardrail rule) {
		List<TextPattern> patterns = new ArrayList<>();
		if (!rule.words().isEmpty()) {
			patterns.add(words(rule));
		}
		rule.patterns().forEach((name, expression) -> patterns.add(TextPattern.expression(name, expression)));
		return patterns;
	}

	private static WordPattern words(Guardrail rule) {
		WordPattern words = TextPattern.words("words", rule.words());
		return rule.wholeWords() ? words.asWholeWords() : words;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		ChatClientResponse response = chain.nextCall(checked(request));
		if (!this.rule.onAnswers()) {
			return response;
		}
		AnswerFilter answer = answer(request);
		ChatClientResponse filtered = answer.whole(response);
		count(answer, request(request));
		return filtered;
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		Flux<ChatClientResponse> responses = chain.nextStream(checked(request));
		if (!this.rule.onAnswers()) {
			return responses;
		}
		AnswerFilter answer = answer(request);
		return answer.stream(responses).doOnTerminate(() -> count(answer, request(request)));
	}

	private ChatClientRequest checked(ChatClientRequest request) {
		if (this.rule.onAnswers()) {
			refuseAudio(request.prompt());
		}
		if (!this.rule.onRequests()) {
			return request;
		}
		Prompt prompt = RequestTexts.map(request.prompt(), (text) -> checked(text, request(request)));
		if (prompt == request.prompt()) {
			return request;
		}
		request(request).decided(getName(), "masked");
		return request.mutate().prompt(prompt).build();
	}

	private String checked(String text, PolicedRequest request) {
		TextCursor cursor = this.filter.cursor(this.replacement);
		String passed = cursor.feed(text);
		String rest = cursor.finish();
		if (cursor.refusedBy() != null) {
			request.decided(getName(), "blocked");
			throw new InvalidRequest(
					"The request was refused by the policy '" + getName() + "' (" + cursor.refusedBy() + ")",
					"content_filter", "messages");
		}
		return rest.isEmpty() ? passed : passed + rest;
	}

	/** Nobody here understands what is spoken. */
	private void refuseAudio(Prompt prompt) {
		for (JsonNode modality : WirePrompts.body(prompt).path("modalities")) {
			if (modality.asString("").equals("audio")) {
				throw new InvalidRequest("The policy '" + getName() + "' cannot listen to answers: ask for text",
						"unsupported_parameter", "modalities");
			}
		}
	}

	private AnswerFilter answer(ChatClientRequest request) {
		return new AnswerFilter(
				(name) -> new Guarded(name.equals(RequestTexts.ARGUMENTS), this.filter.cursor((pattern, found) -> {
					if (this.rule.action() == Action.MASK) {
						request(request).decided(getName(), "masked");
					}
					return this.replacement.replace(pattern, found);
				})), true);
	}

	private void count(AnswerFilter answer, PolicedRequest request) {
		if (answer.hasBlocked()) {
			request.decided(getName(), "blocked");
		}
	}

	private static final class Guarded implements PieceFilter {

		private final @Nullable JsonEscapes escapes;

		private final TextCursor cursor;

		Guarded(boolean json, TextCursor cursor) {
			this.escapes = json ? new JsonEscapes() : null;
			this.cursor = cursor;
		}

		@Override
		public String feed(String piece) {
			return this.cursor.feed((this.escapes != null) ? this.escapes.feed(piece) : piece);
		}

		@Override
		public String finish() {
			String rest = (this.escapes != null) ? this.cursor.feed(this.escapes.finish()) : "";
			return rest + this.cursor.finish();
		}

		@Override
		public boolean isBlocked() {
			return this.cursor.refusedBy() != null;
		}

	}

}
