package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.policy.PolicyDefinition.JsonSchema;
import dev.tollgate.policy.cache.CompletionAssembly;
import dev.tollgate.springai.SignOfLife;
import dev.tollgate.wire.springai.WirePrompts;
import dev.tollgate.wire.springai.WireResponses;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Lets only answers pass that match a JSON schema. The model may mend one that does not,
 * once; a streamed answer is held back until it is known to match.
 */
final class SchemaAdvisor extends PolicyAdvisor {

	/** A longer answer is not held back but given up. */
	private static final int MAX_BYTES = 4 * 1024 * 1024;

	/** Load balancers and clients give up a silent stream after some time, 60 s or 30. */
	private static final long SILENCE_NANOS = 10_000_000_000L;

	private final JsonSchema rule;

	private final @Nullable AnswerSchema own;

	SchemaAdvisor(String name, int order, JsonSchema rule) {
		super(name, order);
		this.rule = rule;
		this.own = (rule.schema() != null) ? AnswerSchema.of(rule.schema()) : null;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		AnswerSchema schema = schema(request);
		CallAdvisorChain again = chain.copy(this);
		ChatClientResponse first = chain.nextCall(request);
		Verdict verdict = verdict(schema, first.chatResponse());
		if (verdict.matches()) {
			return first;
		}
		if (this.rule.repair()) {
			ChatClientResponse second = again.nextCall(mending(request, verdict));
			verdict = verdict(schema, second.chatResponse());
			if (verdict.matches()) {
				request(request).decided(getName(), "repaired");
				return second;
			}
		}
		throw mismatch(request, verdict);
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		AnswerSchema schema = schema(request);
		if (schema == null) {
			return chain.nextStream(request);
		}
		StreamAdvisorChain again = chain.copy(this);
		return checked(schema, chain.nextStream(request), (verdict) -> {
			if (!this.rule.repair()) {
				return Flux.error(mismatch(request, verdict));
			}
			return checked(schema, again.nextStream(mending(request, verdict)),
					(second) -> Flux.error(mismatch(request, second)))
				.doOnComplete(() -> request(request).decided(getName(), "repaired"));
		});
	}

	/** Signs of life pass at once, the rest when it is known to match. */
	private static Flux<ChatClientResponse> checked(AnswerSchema schema, Flux<ChatClientResponse> responses,
			Function<Verdict, Flux<ChatClientResponse>> otherwise) {
		return Flux.defer(() -> {
			Held held = new Held();
			return responses.<ChatClientResponse>handle((response, passed) -> {
				if (held.passes(response)) {
					passed.next(response);
				}
				else if (held.isSilent()) {
					passed.next(response.mutate().chatResponse(SignOfLife.response()).build());
				}
			}).concatWith(Flux.defer(() -> {
				Verdict verdict = held.verdict(schema);
				return verdict.matches() ? Flux.fromIterable(held.responses) : otherwise.apply(verdict);
			}));
		});
	}

	private @Nullable AnswerSchema schema(ChatClientRequest request) {
		if (this.own != null) {
			return this.own;
		}
		JsonNode schema = WirePrompts.body(request.prompt()).path("response_format").path("json_schema").path("schema");
		return schema.isObject() ? AnswerSchema.ofCaller(schema) : null;
	}

	private static Verdict verdict(@Nullable AnswerSchema schema, @Nullable ChatResponse response) {
		if (schema == null || response == null) {
			return Verdict.MATCHES;
		}
		return verdict(schema, WireResponses.node(response));
	}

	/** Of several choices each must match; one that calls tools is not an answer yet. */
	private static Verdict verdict(AnswerSchema schema, ObjectNode completion) {
		for (JsonNode choice : completion.path("choices")) {
			JsonNode message = choice.path("message");
			if (!message.path("tool_calls").isEmpty() || message.path("refusal").isString()) {
				continue;
			}
			String text = message.path("content").asString("");
			List<String> errors = schema.errors(text);
			if (!errors.isEmpty()) {
				return new Verdict(text, errors);
			}
		}
		return Verdict.MATCHES;
	}

	private static ChatClientRequest mending(ChatClientRequest request, Verdict verdict) {
		Prompt prompt = request.prompt();
		List<Message> messages = new ArrayList<>(prompt.getInstructions());
		messages.add(new AssistantMessage(verdict.text()));
		messages.add(new UserMessage("This answer does not match the JSON schema that was asked for:\n- "
				+ String.join("\n- ", verdict.errors())
				+ "\nAnswer again, with JSON that matches it and nothing else."));
		return request.mutate().prompt(new Prompt(messages, prompt.getOptions())).build();
	}

	private UpstreamFailed mismatch(ChatClientRequest request, Verdict verdict) {
		request(request).decided(getName(), "mismatched");
		return new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
				"The model's answer does not match the JSON schema: " + verdict.errors().getFirst());
	}

	/** What is wrong with an answer; nothing if it matches. */
	private record Verdict(String text, List<String> errors) {

		static final Verdict MATCHES = new Verdict("", List.of());

		boolean matches() {
			return this.errors.isEmpty();
		}

	}

	/** A stream that is not let out yet. */
	private static final class Held {

		private final CompletionAssembly assembly = new CompletionAssembly(MAX_BYTES);

		private final List<ChatClientResponse> responses = new ArrayList<>();

		private long heard = System.nanoTime();

		/** Whether the caller has not heard of us for some time. */
		boolean isSilent() {
			long now = System.nanoTime();
			if (now - this.heard < SILENCE_NANOS) {
				return false;
			}
			this.heard = now;
			return true;
		}

		/** Whether it need not wait. */
		boolean passes(ChatClientResponse response) {
			ChatResponse chat = response.chatResponse();
			if (chat == null || SignOfLife.is(chat)) {
				return true;
			}
			this.assembly.add(WireResponses.node(chat));
			if (this.assembly.isTooLarge()) {
				throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
						"The model's answer is too long to be checked against the JSON schema");
			}
			this.responses.add(response);
			return false;
		}

		Verdict verdict(AnswerSchema schema) {
			return SchemaAdvisor.verdict(schema, this.assembly.completion());
		}

	}

}
