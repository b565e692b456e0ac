package dev.tollgate.provider.gemini;

import java.util.Locale;
import java.util.Map;

import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns media that a caller inlined or linked into Gemini's parts. Payloads are opaque
 * here: they may be placeholders of what the gateway splices in later.
 */
final class MediaReference {

	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("png", "image/png"),
			Map.entry("jpg", "image/jpeg"), Map.entry("jpeg", "image/jpeg"), Map.entry("webp", "image/webp"),
			Map.entry("gif", "image/gif"), Map.entry("heic", "image/heic"), Map.entry("heif", "image/heif"),
			Map.entry("mp4", "video/mp4"), Map.entry("mpeg", "video/mpeg"), Map.entry("mpg", "video/mpg"),
			Map.entry("mov", "video/mov"), Map.entry("avi", "video/avi"), Map.entry("webm", "video/webm"),
			Map.entry("wmv", "video/wmv"), Map.entry("3gp", "video/3gpp"), Map.entry("wav", "audio/wav"),
			Map.entry("mp3", "audio/mp3"), Map.entry("aac", "audio/aac"), Map.entry("ogg", "audio/ogg"),
			Map.entry("flac", "audio/flac"), Map.entry("aiff", "audio/aiff"), Map.entry("pdf", "application/pdf"),
			Map.entry("txt", "text/plain"), Map.entry("md", "text/md"), Map.entry("html", "text/html"),
			Map.entry("csv", "text/csv"), Map.entry("xml", "text/xml"), Map.entry("json", "application/json"));

	private MediaReference() {
	}

	/**
	 * The part for a data URL or a web address.
	 * @param url the caller's field
	 * @param fallbackType the media type of a web address whose path does not tell one
	 * @return the part {@code inlineData} or {@code fileData}
	 */
	static ObjectNode part(RequestField url, String fallbackType) {
		String value = url.string();
		if (startsWith(value, "data:")) {
			return dataUrl(url, value);
		}
		if (startsWith(value, "https://") || startsWith(value, "http://")) {
			ObjectNode part = JsonNodeFactory.instance.objectNode();
			String type = typeOf(path(value));
			part.putObject("fileData").put("mimeType", (type != null) ? type : fallbackType).put("fileUri", value);
			return part;
		}
		throw url.invalid("must be a base64 data URL or an http or https URL");
	}

	static ObjectNode inline(String mediaType, String data) {
		ObjectNode part = JsonNodeFactory.instance.objectNode();
		part.putObject("inlineData").put("mimeType", mediaType).put("data", data);
		return part;
	}

	static boolean isUrl(String value) {
		return startsWith(value, "data:") || startsWith(value, "https://") || startsWith(value, "http://");
	}

	/**
	 * The media type that a name's extension tells.
	 * @param name a file's name or path
	 * @return the media type, or null where the extension is unknown
	 */
	static @Nullable String typeOf(String name) {
		int point = name.lastIndexOf('.');
		return (point < 0) ? null : TYPES.get(name.substring(point + 1).toLowerCase(Locale.ROOT));
	}

	private static ObjectNode dataUrl(RequestField url, String value) {
		int comma = value.indexOf(',');
		String head = (comma < 0) ? "" : value.substring("data:".length(), comma).toLowerCase(Locale.ROOT);
		int semicolon = head.indexOf(';');
		if (semicolon <= 0 || !head.endsWith(";base64")) {
			throw url.invalid("a data URL must begin with 'data:<media type>;base64,'");
		}
		return inline(head.substring(0, semicolon), value.substring(comma + 1));
	}

	private static String path(String url) {
		int end = url.length();
		for (char stop : new char[] { '?', '#' }) {
			int at = url.indexOf(stop);
			end = (at >= 0) ? Math.min(end, at) : end;
		}
		return url.substring(0, end);
	}

	private static boolean startsWith(String value, String prefix) {
		return value.regionMatches(true, 0, prefix, 0, prefix.length());
	}

}
