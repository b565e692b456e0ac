package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Turns what a request carries beside text into {@link Medium media} with their tokens.
 */
final class Attachments {

	private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page[^s]");

	private static final int BYTES_A_SECOND_OF_MP3 = 16_000;

	private static final int BYTES_A_SECOND_OF_VIDEO = 250_000;

	private Attachments() {
	}

	// An address is never fetched, so that its picture counts as one tile.
	static Medium openAiPicture(String model, String url, boolean low) {
		if (!url.startsWith("data:")) {
			return new Medium(Medium.Kind.IMAGE, Pictures.openAiTokens(model, null, low),
					"a picture at an address that I did not open");
		}
		Pictures.Size size = Pictures.read(decode(url.substring(url.indexOf(',') + 1)));
		return new Medium(Medium.Kind.IMAGE, Pictures.openAiTokens(model, size, low), describe(size));
	}

	// OpenAI counts a token for each tenth of a second.
	static Medium openAiAudio(String data) {
		double seconds = seconds(decode(data));
		return new Medium(Medium.Kind.AUDIO, tokens(seconds, 10), recording(seconds));
	}

	static Medium document(String data) {
		Matcher pages = PAGE.matcher(new String(decode(data), StandardCharsets.ISO_8859_1));
		int count = (int) Math.max(1, pages.results().count());
		return new Medium(Medium.Kind.DOCUMENT, 258 * count, "a document of " + count + " page" + plural(count));
	}

	static Medium gemini(String mimeType, String data) {
		String type = mimeType.toLowerCase(Locale.ROOT);
		if (type.startsWith("audio/")) {
			double seconds = seconds(decode(data));
			return new Medium(Medium.Kind.AUDIO, tokens(seconds, 32), recording(seconds));
		}
		if (type.startsWith("video/")) {
			double seconds = Math.max(1, decode(data).length / (double) BYTES_A_SECOND_OF_VIDEO);
			return new Medium(Medium.Kind.VIDEO, tokens(seconds, 263), "a video");
		}
		if (type.equals("application/pdf")) {
			return document(data);
		}
		Pictures.Size size = Pictures.read(decode(data));
		return new Medium(Medium.Kind.IMAGE, Pictures.geminiTokens(size), describe(size));
	}

	static Medium geminiFile(String mimeType) {
		String type = mimeType.toLowerCase(Locale.ROOT);
		if (type.startsWith("audio/")) {
			return new Medium(Medium.Kind.AUDIO, 320, "a recording that I did not open");
		}
		if (type.startsWith("video/")) {
			return new Medium(Medium.Kind.VIDEO, 2630, "a video that I did not open");
		}
		boolean document = type.equals("application/pdf");
		return new Medium(document ? Medium.Kind.DOCUMENT : Medium.Kind.IMAGE, 258, "a file that I did not open");
	}

	private static String describe(Pictures.@Nullable Size size) {
		return (size != null) ? "a " + size.type() + " picture of " + size.width() + " × " + size.height() + " pixels"
				: "a picture of a type that I do not know";
	}

	private static String recording(double seconds) {
		return String.format(Locale.ROOT, "a recording of %.1f seconds", seconds);
	}

	private static String plural(int count) {
		return (count != 1) ? "s" : "";
	}

	private static int tokens(double seconds, int each) {
		return (int) Math.max(1, Math.ceil(seconds * each));
	}

	// A WAV file says its byte rate and length; others are taken for MP3.
	private static double seconds(byte[] file) {
		if (!Pictures.starts(file, 0, "RIFF") || file.length < 44) {
			return file.length / (double) BYTES_A_SECOND_OF_MP3;
		}
		long rate = Math.max(1, Pictures.little(file, 28, 4));
		int at = 12;
		while (at + 8 <= file.length) {
			long length = Integer.toUnsignedLong(Pictures.little(file, at + 4, 4));
			if (Pictures.starts(file, at, "data")) {
				return Math.min(length, file.length - at - 8L) / (double) rate;
			}
			at = (int) Math.min(Integer.MAX_VALUE - 8L, at + 8 + length + (length & 1));
		}
		return (file.length - 44) / (double) rate;
	}

	private static byte[] decode(String base64) {
		try {
			return Base64.getMimeDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			return new byte[0]; // counted and described as an unknown type
		}
	}

}
