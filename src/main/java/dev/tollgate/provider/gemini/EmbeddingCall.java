package dev.tollgate.provider.gemini;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.Receipt;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonMember;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A call for embeddings of a caller who speaks OpenAI's protocol.
 */
final class EmbeddingCall extends GeminiCall {

	private final String model;

	private final GeminiEmbeddingRequest request;

	private final Supplier<ByteBuf> body;

	private byte[] vectors = {};

	EmbeddingCall(URI uri, ProviderCredential credential, String model, GeminiEmbeddingRequest request,
			Supplier<ByteBuf> body) {
		super(uri, credential);
		this.model = model;
		this.request = request;
		this.body = body;
	}

	@Override
	public ByteBuf body() {
		return this.body.get();
	}

	@Override
	public @Nullable EventDialect events() {
		return null;
	}

	@Override
	public boolean pings() {
		return false;
	}

	@Override
	public void read(JsonBody body, AnswerProgress progress) {
		GeminiErrors.check(body, progress);
		this.vectors = GeminiVectors.toOpenAi(body, this.request.size(), this.request.base64());
		// Gemini's answer names none
		progress.model(this.model);
		progress.finished(null);
		JsonMember usage = body.member("usageMetadata");
		progress.usage((usage != null) ? GeminiUsage.of(Json.MAPPER.readTree(body.json(usage))) : null);
	}

	@Override
	public ByteBuf answer(JsonBody body, Receipt receipt) {
		long tokens = receipt.usage().input();
		String tail = ",\"model\":" + Json.quote(this.model) + ",\"usage\":{\"prompt_tokens\":" + tokens
				+ ",\"total_tokens\":" + tokens + "}}";
		return Unpooled.wrappedBuffer("{\"object\":\"list\",\"data\":".getBytes(StandardCharsets.US_ASCII),
				this.vectors, tail.getBytes(StandardCharsets.UTF_8));
	}

}
