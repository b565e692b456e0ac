package dev.tollgate.springai;

import java.util.Objects;

import dev.tollgate.chat.Answer;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.springai.WireChatOptions;
import dev.tollgate.wire.springai.WirePrompts;
import dev.tollgate.wire.springai.WireResponses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The gateway as a Spring AI model: what is built on a {@code ChatClient} gets routing,
 * fallback, limits, prices and the ledger. A prompt's options say which model or route is
 * called; {@link WireChatOptions} carry what Spring AI has no name for.
 */
public final class GatewayChatModel implements ChatModel {

	private final GatewayCall call;

	private final WireChatOptions options;

	/**
	 * Creates a model.
	 * @param call what it calls
	 * @param model the model or route of prompts that name none, or null
	 */
	public GatewayChatModel(GatewayCall call, @Nullable String model) {
		this.call = call;
		this.options = WireChatOptions.builder().model(model).build();
	}

	/**
	 * What is true of prompts that do not say otherwise.
	 * @return the options
	 */
	@Override
	public WireChatOptions getOptions() {
		return this.options;
	}

	/**
	 * Waits for the answer as a whole. An interrupt ends the call to the provider.
	 * @param prompt what is asked
	 * @return the answer
	 * @throws dev.tollgate.chat.GatewayException if it failed
	 * @throws IllegalStateException on a thread that must not be blocked: there,
	 * {@link #stream} is the way
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		return Objects.requireNonNull(Await
			.value(Mono.defer(() -> this.call.answer(body(prompt, false), false)).map(GatewayChatModel::whole)));
	}

	/**
	 * Streams the answer, event by event; the last one has the usage. Cancelling ends the
	 * call to the provider.
	 * @param prompt what is asked
	 * @return the events, or an error of type {@link dev.tollgate.chat.GatewayException}
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		Flux<ChatResponse> events = Flux
			.defer(() -> this.call.answer(body(prompt, true), true).flatMapMany(GatewayChatModel::events));
		return this.call.signsOfLife() ? events : events.filter((event) -> !SignOfLife.is(event));
	}

	private ObjectNode body(Prompt prompt, boolean streamed) {
		ObjectNode body = WirePrompts.body(prompt);
		if (!body.hasNonNull("model") && this.options.getModel() != null) {
			body.put("model", this.options.getModel());
		}
		if (!streamed && body.path("stream").asBoolean(false)) {
			body.remove("stream");
		}
		if (streamed) {
			body.put("stream", true);
			ObjectNode options = Json.MAPPER.createObjectNode();
			if (body.get("stream_options") instanceof ObjectNode given) {
				options.setAll(given);
			}
			body.set("stream_options", options.put("include_usage", true));
		}
		return body;
	}

	private static ChatResponse whole(GatewayAnswer answer) {
		if (!(answer.answer() instanceof Answer.Complete complete)) {
			throw new IllegalStateException("An answer as a whole was asked for");
		}
		ByteBuf body = complete.body();
		try {
			return WireResponses.response((ObjectNode) Json.EXACT.readTree(ByteBufUtil.getBytes(body)));
		}
		catch (JacksonException | ClassCastException ex) {
			throw AnswerEvents.unreadable();
		}
		finally {
			body.release();
		}
	}

	private static Flux<ChatResponse> events(GatewayAnswer answer) {
		if (!(answer.answer() instanceof Answer.Streamed streamed)) {
			throw new IllegalStateException("A streamed answer was asked for");
		}
		AnswerEvents events = new AnswerEvents();
		// nothing that has to be released waits in a queue
		return streamed.events().map(events::read).concatMapIterable((responses) -> responses, 1);
	}

}
