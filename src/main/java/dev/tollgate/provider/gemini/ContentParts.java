package dev.tollgate.provider.gemini;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Translates the content of one message, a string or parts, into Gemini's parts. */
final class ContentParts {

	private static final Map<String, String> AUDIO_TYPES = Map.of("wav", "audio/wav", "mp3", "audio/mp3", "aac",
			"audio/aac", "ogg", "audio/ogg", "flac", "audio/flac", "aiff", "audio/aiff");

	private ContentParts() {
	}

	/**
	 * Appends a user's content.
	 * @param content a string, an array of parts, or absent
	 * @param parts receives the parts; empty texts, which Gemini refuses, are left out
	 * @param dropped receives the names of what has no place at Gemini
	 */
	static void write(RequestField content, ArrayNode parts, Set<String> dropped) {
		if (content.isString()) {
			text(content.string(), parts);
			return;
		}
		if (content.present() && !content.node().isArray()) {
			throw content.wrongType("a string or an array of parts");
		}
		for (RequestField part : content.elements()) {
			part(part, parts, dropped);
		}
	}

	/**
	 * Appends a content that may only be text: that of a system, assistant or tool
	 * message.
	 * @param content a string, an array of text or refusal parts, or absent
	 * @param parts receives the parts
	 */
	static void writeText(RequestField content, ArrayNode parts) {
		if (content.isString()) {
			text(content.string(), parts);
			return;
		}
		if (content.present() && !content.node().isArray()) {
			throw content.wrongType("a string or an array of parts");
		}
		for (RequestField part : content.elements()) {
			RequestField type = part.object().get("type");
			switch (type.string()) {
				case "text" -> text(part.get("text").string(), parts);
				case "refusal" -> text(part.get("refusal").string(), parts);
				default -> throw type.unsupported("this message takes only text");
			}
		}
	}

	private static void part(RequestField part, ArrayNode parts, Set<String> dropped) {
		RequestField type = part.object().get("type");
		switch (type.string()) {
			case "text" -> text(part.get("text").string(), parts);
			case "image_url" -> parts.add(image(part.get("image_url").object(), dropped));
			case "video_url" -> parts.add(MediaReference.part(part.get("video_url").object().get("url"), "video/mp4"));
			case "input_audio" -> parts.add(audio(part.get("input_audio").object()));
			case "file" -> parts.add(file(part.get("file").object()));
			default ->
				throw type.unsupported("Gemini takes text, image_url, video_url, input_audio and file from a user");
		}
	}

	private static ObjectNode image(RequestField image, Set<String> dropped) {
		String detail = image.get("detail").optionalString();
		if (detail != null && !detail.equals("auto")) {
			dropped.add("image_url.detail");
		}
		return MediaReference.part(image.get("url"), "image/jpeg");
	}

	private static ObjectNode audio(RequestField audio) {
		RequestField format = audio.get("format");
		String mediaType = AUDIO_TYPES.get(format.string().toLowerCase(Locale.ROOT));
		if (mediaType == null) {
			throw format.unsupported("Gemini takes wav, mp3, aac, ogg, flac and aiff");
		}
		return MediaReference.inline(mediaType, audio.get("data").string());
	}

	private static ObjectNode file(RequestField file) {
		RequestField id = file.get("file_id");
		if (id.present()) {
			throw id.unsupported("files uploaded to another provider cannot be sent to Gemini; send file_data");
		}
		RequestField data = file.get("file_data");
		String name = file.get("filename").optionalString();
		String mediaType = typeOf(name);
		return MediaReference.isUrl(data.string()) ? MediaReference.part(data, mediaType)
				: MediaReference.inline(mediaType, data.string());
	}

	private static String typeOf(@Nullable String name) {
		String mediaType = (name != null) ? MediaReference.typeOf(name) : null;
		return (mediaType != null) ? mediaType : "application/pdf";
	}

	private static void text(String text, ArrayNode parts) {
		if (!text.isEmpty()) {
			ObjectNode part = JsonNodeFactory.instance.objectNode();
			parts.add(part.put("text", text));
		}
	}

}
