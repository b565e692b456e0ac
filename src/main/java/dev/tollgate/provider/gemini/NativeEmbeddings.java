package dev.tollgate.provider.gemini;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.provider.UpstreamRequest;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonCursor;
import dev.tollgate.wire.JsonEdit;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;

/**
 * What is particular to embeddings in Gemini's own protocol.
 */
final class NativeEmbeddings {

	private static final byte[] MODEL = "model".getBytes(StandardCharsets.US_ASCII);

	private NativeEmbeddings() {
	}

	/**
	 * Names the upstream model where the caller named another: it stands in the body,
	 * too, in a batch once a text, and Gemini wants it to be the address's.
	 */
	static void name(UpstreamRequest request, JsonEdit edit) {
		if (request.model().equals(request.request().model())) {
			return;
		}
		String model = Json.quote("models/" + request.model());
		JsonBody body = request.request().body();
		JsonMember named = body.member("model");
		if (named != null) {
			edit.replace(named, model);
		}
		JsonMember requests = body.member("requests");
		if (requests != null && requests.kind() == JsonKind.ARRAY) {
			edit.replace(requests, renamed(body.json(requests), model.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private static String renamed(byte[] requests, byte[] model) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(requests.length + 64);
		int at = 0;
		JsonCursor cursor = new JsonCursor().on(requests, 0, requests.length);
		cursor.enterArray();
		while (cursor.nextElement()) {
			if (cursor.kind() != JsonKind.OBJECT) {
				cursor.skip();
				continue;
			}
			cursor.enterObject();
			while (cursor.nextMember()) {
				boolean names = cursor.nameIs(MODEL);
				int start = cursor.position();
				cursor.skip();
				if (names) {
					out.write(requests, at, start - at);
					out.writeBytes(model);
					at = cursor.at();
				}
			}
		}
		out.write(requests, at, requests.length - at);
		return out.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Reads an answer, of whose vectors nothing needs to be known.
	 * @throws GatewayException if there are none
	 */
	static void read(JsonBody body, AnswerProgress progress) {
		if (body.member("embedding") == null && body.member("embeddings") == null) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer has no embeddings");
		}
		progress.finished(null);
		JsonMember usage = body.member("usageMetadata");
		progress.usage((usage != null) ? GeminiUsage.of(Json.MAPPER.readTree(body.json(usage))) : null);
	}

}
