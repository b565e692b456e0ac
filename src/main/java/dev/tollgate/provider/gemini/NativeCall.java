package dev.tollgate.provider.gemini;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonEdit;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call for a caller who speaks Gemini's own protocol: its bytes pass.
 */
final class NativeCall extends GeminiCall {

	/** Of longer ones, pictures perhaps, the reason to finish is not worth reading. */
	private static final int READ_CANDIDATES_BELOW = 64 * 1024;

	private static final byte[] FINISH_REASON = "finishReason".getBytes(StandardCharsets.UTF_8);

	private final UpstreamRequest request;

	NativeCall(URI uri, ProviderCredential credential, UpstreamRequest request) {
		super(uri, credential);
		this.request = request;
	}

	@Override
	public ByteBuf body() {
		JsonBody body = this.request.request().body();
		JsonEdit edit = body.edit();
		if (this.request.request().operation() == Operation.EMBEDDINGS) {
			NativeEmbeddings.name(this.request, edit);
		}
		if (this.request.request().operation() == Operation.CHAT) {
			for (UpstreamRequest.Parameter parameter : this.request.parameters()) {
				// of what OpenAI's protocol can set, only this has the same meaning and
				// range
				if (parameter.name().equals("temperature")) {
					setTemperature(body, edit, parameter.json());
				}
			}
		}
		return edit.render();
	}

	private static void setTemperature(JsonBody body, JsonEdit edit, String json) {
		JsonMember config = body.member("generationConfig");
		if (config == null) {
			config = body.member("generation_config");
		}
		if (config == null || config.kind() != JsonKind.OBJECT) {
			edit.set("generationConfig", "{\"temperature\":" + json + "}");
			return;
		}
		ObjectNode given = (ObjectNode) Json.MAPPER.readTree(body.json(config));
		given.set("temperature", Json.MAPPER.readTree(json));
		edit.replace(config, given.toString());
	}

	@Override
	public @Nullable EventDialect events() {
		return this.request.request().streamed() ? new NativeDialect() : null;
	}

	@Override
	public boolean pings() {
		// Google's Python client takes a comment for the beginning of JSON
		return false;
	}

	@Override
	public void read(JsonBody body, AnswerProgress progress) {
		if (this.request.request().operation() == Operation.COUNT_TOKENS) {
			return;
		}
		GeminiErrors.check(body, progress);
		if (this.request.request().operation() == Operation.EMBEDDINGS) {
			NativeEmbeddings.read(body, progress);
			return;
		}
		JsonMember usage = null;
		JsonMember candidates = body.member("candidates");
		for (JsonMember member : body.members()) {
			switch (member.name()) {
				case "modelVersion" -> progress.model(body.text(member));
				case "responseId" -> progress.id(body.text(member));
				case "usageMetadata" -> usage = member;
				default -> {
					// the caller's affair
				}
			}
		}
		if (candidates == null && body.member("promptFeedback") == null) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer has no candidates");
		}
		note(body, (usage != null) ? GeminiUsage.of(Json.MAPPER.readTree(body.json(usage))) : null, progress);
		progress.finished((candidates != null) ? finishReason(body, candidates) : null);
	}

	private static @Nullable String finishReason(JsonBody body, JsonMember candidates) {
		if (candidates.kind() != JsonKind.ARRAY || candidates.end() - candidates.start() > READ_CANDIDATES_BELOW) {
			return null;
		}
		byte[] json = body.json(candidates);
		JsonCursor cursor = new JsonCursor().on(json, 0, json.length);
		cursor.enterArray();
		if (!cursor.nextElement() || cursor.kind() != JsonKind.OBJECT) {
			return null;
		}
		cursor.enterObject();
		while (cursor.nextMember()) {
			if (cursor.nameIs(FINISH_REASON)) {
				return cursor.string();
			}
			cursor.skip();
		}
		return null;
	}

	/**
	 * Only where no tokens of an answer are told is the text worth a closer look: there
	 * may be none, as of a prompt that was blocked.
	 */
	private static void note(JsonBody body, @Nullable TokenUsage usage, AnswerProgress progress) {
		long size = (usage != null && usage.output() > 0) ? body.textSize()
				: GeminiText.size(Json.MAPPER.readTree(body.toByteArray()));
		if (size > 0) {
			progress.content(size);
		}
		// after the content, which it covers
		progress.usage(usage);
	}

	@Override
	public ByteBuf answer(JsonBody body, Receipt receipt) {
		return body.bytes().retain();
	}

}
