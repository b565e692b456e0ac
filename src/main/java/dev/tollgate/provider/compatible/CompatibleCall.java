package dev.tollgate.provider.compatible;

import java.net.URI;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.provider.EventDialect;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.provider.WireCall;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonEdit;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call in OpenAI's protocol.
 */
final class CompatibleCall implements WireCall {

	/**
	 * Of a longer answer, pictures perhaps, the reason to finish is not worth reading.
	 */
	private static final int READ_CHOICES_BELOW = 64 * 1024;

	private final URI uri;

	private final ProviderCredential credential;

	private final UpstreamRequest request;

	CompatibleCall(URI uri, ProviderCredential credential, UpstreamRequest request) {
		this.uri = uri;
		this.credential = credential;
		this.request = request;
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public ProviderCredential credential() {
		return this.credential;
	}

	@Override
	public void authorize(HttpHeaders headers) {
		headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + this.credential.key());
	}

	@Override
	public ByteBuf body() {
		ChatRequest request = this.request.request();
		JsonEdit edit = request.body().edit();
		if (!this.request.model().equals(request.model())) {
			edit.set("model", Json.quote(this.request.model()));
		}
		for (UpstreamRequest.Parameter parameter : this.request.parameters()) {
			edit.set(parameter.name(), parameter.json());
		}
		for (String dropped : this.request.dropped()) {
			JsonMember member = request.body().member(dropped);
			if (member != null) {
				edit.remove(member);
			}
		}
		if (request.streamed() && !request.usageRequested()) {
			edit.set("stream_options", streamOptions(request.body()));
		}
		return edit.render();
	}

	/** The caller's own options, and the wish for usage that the caller did not have. */
	private static String streamOptions(JsonBody body) {
		JsonMember given = body.member("stream_options");
		if (given == null || given.kind() != JsonKind.OBJECT) {
			return "{\"include_usage\":true}";
		}
		ObjectNode options = (ObjectNode) Json.MAPPER.readTree(body.json(given));
		return options.put("include_usage", true).toString();
	}

	@Override
	public @Nullable EventDialect events() {
		ChatRequest request = this.request.request();
		return request.streamed() ? new ChunkDialect(request.usageRequested()) : null;
	}

	@Override
	public boolean pings() {
		return true;
	}

	@Override
	public void read(JsonBody body, AnswerProgress progress) {
		boolean embeddings = this.request.request().operation() == Operation.EMBEDDINGS;
		JsonMember content = body.member(embeddings ? "data" : "choices");
		TokenUsage usage = null;
		for (JsonMember member : body.members()) {
			switch (member.name()) {
				case "model" -> progress.model(text(body, member));
				case "id" -> progress.id(text(body, member));
				case "service_tier" -> progress.serviceTier(text(body, member));
				case "usage" -> usage = usage(body, member);
				case "error" -> error(body, member, progress);
				default -> {
					// the caller's affair
				}
			}
		}
		if (content == null || content.kind() != JsonKind.ARRAY) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
					"The provider's answer has no " + (embeddings ? "embeddings" : "choices"));
		}
		if (embeddings) {
			// vectors are no tokens
			progress.finished(null);
		}
		else {
			choices(body, content, progress);
		}
		// after the content, which it covers
		progress.usage(usage);
		Finish.check(progress.finishReason());
	}

	private static void choices(JsonBody body, JsonMember choices, AnswerProgress progress) {
		if (choices.end() - choices.start() < READ_CHOICES_BELOW) {
			new Chunk().whole(body.json(choices), progress);
		}
		else {
			progress.content(body.textSize());
		}
	}

	private static @Nullable String text(JsonBody body, JsonMember member) {
		return (member.kind() == JsonKind.STRING) ? body.text(member) : null;
	}

	private static @Nullable TokenUsage usage(JsonBody body, JsonMember member) {
		if (member.kind() != JsonKind.OBJECT) {
			return null;
		}
		byte[] json = body.json(member);
		return OpenAiUsage.read(new JsonCursor().on(json, 0, json.length));
	}

	private static void error(JsonBody body, JsonMember member, AnswerProgress progress) {
		if (member.kind() != JsonKind.NULL) {
			progress.refused();
			byte[] json = body.json(member);
			throw OpenAiError.read(new JsonCursor().on(json, 0, json.length)).withoutStatus();
		}
	}

	@Override
	public ByteBuf answer(JsonBody body, Receipt receipt) {
		ByteBuf bytes = body.bytes();
		// DeepSeek keeps a waiting connection alive by blank lines before the answer
		int start = bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '{');
		return bytes.retainedSlice(start, bytes.writerIndex() - start);
	}

	@Override
	public GatewayException failure(int status, HttpHeaders headers, byte[] body) {
		return OpenAiError.of(body).withStatus(status, headers);
	}

}
