package dev.tollgate.provider.gemini;

import java.net.URI;
import java.time.Instant;
import java.util.function.Supplier;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.UpstreamModel;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call for a caller who speaks OpenAI's protocol.
 */
final class TranslatedCall extends GeminiCall {

	private final UpstreamModel model;

	private final ChatRequest request;

	private final Supplier<ByteBuf> body;

	private final Instant created;

	private JsonNode answer = JsonNodeFactory.instance.missingNode();

	TranslatedCall(URI uri, ProviderCredential credential, UpstreamModel model, ChatRequest request,
			Supplier<ByteBuf> body, Instant created) {
		super(uri, credential);
		this.model = model;
		this.request = request;
		this.body = body;
		this.created = created;
	}

	@Override
	public ByteBuf body() {
		return this.body.get();
	}

	@Override
	public @Nullable EventDialect events() {
		return this.request.streamed()
				? new TranslatedDialect(new GeminiStreamTranslator(this.model, this.created), this.request) : null;
	}

	@Override
	public boolean pings() {
		return true;
	}

	@Override
	public void read(JsonBody body, AnswerProgress progress) {
		JsonNode answer = Json.MAPPER.readTree(body.toByteArray());
		if (GeminiErrors.isError(answer)) {
			progress.refused();
		}
		ObjectNode translated = GeminiAnswerTranslator.translate(answer, this.model, this.created);
		this.answer = translated;
		progress.model(translated.path("model").asString(this.model.name()));
		progress.id(translated.path("id").asString(null));
		progress.serviceTier(translated.path("service_tier").asString(null));
		progress.finished(translated.path("choices").path(0).path("finish_reason").asString(null));
		long size = GeminiText.size(answer);
		if (size > 0) {
			progress.content(size);
		}
		// after the content, which it covers
		progress.usage(GeminiUsage.of(answer.get("usageMetadata")));
	}

	@Override
	public ByteBuf answer(JsonBody body, Receipt receipt) {
		return Unpooled.wrappedBuffer(Json.MAPPER.writeValueAsBytes(this.answer));
	}

}
