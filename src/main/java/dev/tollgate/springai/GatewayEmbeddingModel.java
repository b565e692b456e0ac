package dev.tollgate.springai;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.gateway.GatewayAnswer;
import dev.tollgate.keys.Caller;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/**
 * The gateway as an embedding model: what is embedded in this process is routed, priced
 * and recorded like a call over HTTP. The metadata of an answer hold what the headers of
 * one over HTTP say, under the same names. First of all embedding models there are:
 * others may be providers.
 */
public final class GatewayEmbeddingModel implements EmbeddingModel {

	private final InProcess gateway;

	private final @Nullable String model;

	private volatile int dimensions;

	GatewayEmbeddingModel(InProcess gateway, @Nullable String model) {
		this.gateway = gateway;
		this.model = model;
	}

	/**
	 * The same model on somebody else's account.
	 * @param payer who pays
	 * @return a model to be used for one request
	 */
	public GatewayEmbeddingModel paidBy(Caller payer) {
		return new GatewayEmbeddingModel(this.gateway.paidBy(payer), this.model);
	}

	/**
	 * Embeds texts and waits for their vectors.
	 * @param request the texts, at least one, and perhaps the model and the length of
	 * their vectors
	 * @return the vectors, in the order of the texts
	 * @throws GatewayException if nobody answered
	 * @throws IllegalStateException on a thread that must not wait, such as an event loop
	 */
	@Override
	public EmbeddingResponse call(EmbeddingRequest request) {
		Vectors vectors = Objects
			.requireNonNull(Await.value(this.gateway.answer(chatRequest(request)).map(GatewayEmbeddingModel::taken)));
		TokenUsage usage = vectors.answer().receipt().usage();
		DefaultUsage metadata = new DefaultUsage(Math.toIntExact(usage.input()), Math.toIntExact(usage.output()),
				Math.toIntExact(usage.total()), usage, usage.cachedInput(), usage.cacheWrite());
		return new EmbeddingResponse(EmbeddingAnswer.read(vectors.json()), new EmbeddingResponseMetadata(
				String.valueOf(vectors.answer().model()), metadata, headers(vectors.gateway(), vectors.answer())));
	}

	/** Takes the bytes out of their buffer, which is of the event loop. */
	private static Vectors taken(GatewayAnswer answer) {
		if (!(answer.answer() instanceof Answer.Complete complete)) {
			throw new IllegalStateException("Embeddings came as a stream");
		}
		try {
			return new Vectors(answer, complete, ByteBufUtil.getBytes(complete.body()));
		}
		finally {
			complete.body().release();
		}
	}

	private static Map<String, Object> headers(GatewayAnswer answer, Answer.Complete complete) {
		String usd = complete.receipt().usd();
		Map<String, Object> always = Map.of("x-tollgate-provider", answer.provider(), "x-tollgate-attempts",
				answer.attempts(), "x-tollgate-price-window", answer.window(), "source", complete.receipt().source());
		if (usd == null) {
			return always;
		}
		Map<String, Object> priced = new HashMap<>(always);
		priced.put("x-tollgate-cost-usd", usd);
		return priced;
	}

	private Supplier<ChatRequest> chatRequest(EmbeddingRequest request) {
		List<String> texts = request.getInstructions();
		if (texts.isEmpty()) {
			throw new InvalidRequest("There is no text to embed", "missing_required_parameter", "input");
		}
		EmbeddingOptions options = request.getOptions();
		String model = (options != null && options.getModel() != null) ? options.getModel() : this.model;
		if (model == null) {
			throw new InvalidRequest(
					"The options name no model, and 'tollgate.in-process.embedding-model' names none either",
					"missing_required_parameter", "model");
		}
		// bytes are a quarter of the digits
		ObjectNode json = JsonNodeFactory.instance.objectNode().put("model", model).put("encoding_format", "base64");
		if (options != null && options.getDimensions() != null) {
			json.put("dimensions", options.getDimensions());
		}
		ArrayNode input = json.putArray("input");
		long size = 0;
		for (String text : texts) {
			input.add(text);
			size += ByteBufUtil.utf8Bytes(text);
		}
		byte[] body = Json.MAPPER.writeValueAsBytes(json);
		int textSize = Math.toIntExact(size);
		return () -> new ChatRequest(Protocol.OPENAI, Operation.EMBEDDINGS, false, model, false, false, false, null,
				null, textSize, JsonBody.of(Unpooled.wrappedBuffer(body)));
	}

	@Override
	public float[] embed(Document document) {
		String text = getEmbeddingContent(document);
		if (text == null) {
			throw new InvalidRequest("The document has no text to embed", "missing_required_parameter", "input");
		}
		return embed(text);
	}

	/**
	 * How many numbers the vectors of the configured model have; asked of the model once
	 * where Spring AI does not know it.
	 */
	@Override
	public int dimensions() {
		int known = this.dimensions;
		if (known == 0) {
			String name = (this.model != null) ? this.model : "";
			known = AbstractEmbeddingModel.dimensions(this, name.substring(name.indexOf('/') + 1), "How long?");
			this.dimensions = known;
		}
		return known;
	}

	/**
	 * An answer, out of its buffer.
	 *
	 * @param gateway what the gateway says of it
	 * @param answer what the provider says of it
	 * @param json the bytes
	 */
	private record Vectors(GatewayAnswer gateway, Answer.Complete answer, byte[] json) {
	}

}
