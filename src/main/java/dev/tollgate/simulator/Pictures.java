package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads type and size of a picture from the head of its file.
 */
final class Pictures {

	private Pictures() {
	}

	static @Nullable Size read(byte[] file) {
		try {
			if (starts(file, 1, "PNG")) {
				return new Size("PNG", big(file, 16, 4), big(file, 20, 4));
			}
			if (starts(file, 0, "GIF8")) {
				return new Size("GIF", little(file, 6, 2), little(file, 8, 2));
			}
			if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
				return webp(file);
			}
			return (big(file, 0, 2) == 0xFFD8) ? jpeg(file) : null;
		}
		catch (ArrayIndexOutOfBoundsException ex) {
			return null; // a file that ends inside its own head
		}
	}

	private static @Nullable Size webp(byte[] file) {
		if (starts(file, 12, "VP8X")) {
			return new Size("WebP", little(file, 24, 3) + 1, little(file, 27, 3) + 1);
		}
		if (starts(file, 12, "VP8L")) {
			int bits = little(file, 21, 4);
			return new Size("WebP", (bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
		}
		return starts(file, 12, "VP8 ") ? new Size("WebP", little(file, 26, 2) & 0x3FFF, little(file, 28, 2) & 0x3FFF)
				: null;
	}

	private static @Nullable Size jpeg(byte[] file) {
		int at = 2;
		while (file[at] == (byte) 0xFF) {
			int marker = file[at + 1] & 0xFF;
			boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
			if (frame) {
				return new Size("JPEG", big(file, at + 7, 2), big(file, at + 5, 2));
			}
			at += 2 + big(file, at + 2, 2);
		}
		return null;
	}

	// OpenAI: fit into 2048, shorter side to 768, then 512 pixel tiles.
	static int openAiTokens(String model, @Nullable Size size, boolean low) {
		boolean mini = model.contains("4o-mini");
		int base = mini ? 2833 : 85;
		int tile = mini ? 5667 : 170;
		if (low) {
			return base;
		}
		return base + tile * ((size != null) ? openAiTiles(size) : 1);
	}

	private static int openAiTiles(Size size) {
		double fit = Math.min(1, 2048.0 / Math.max(size.width(), size.height()));
		double width = size.width() * fit;
		double height = size.height() * fit;
		double shrink = Math.min(1, 768.0 / Math.min(width, height));
		return Math.max(1, (int) (Math.ceil(width * shrink / 512) * Math.ceil(height * shrink / 512)));
	}

	// Gemini: 258 for a small picture, else 258 for each tile of 768 pixels.
	static int geminiTokens(@Nullable Size size) {
		if (size == null || (size.width() <= 384 && size.height() <= 384)) {
			return 258;
		}
		return 258 * Math.ceilDiv(size.width(), 768) * Math.ceilDiv(size.height(), 768);
	}

	static boolean starts(byte[] file, int at, String text) {
		byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
		for (int i = 0; i < expected.length; i++) {
			if (at + i >= file.length || file[at + i] != expected[i]) {
				return false;
			}
		}
		return true;
	}

	static int little(byte[] file, int at, int length) {
		int value = 0;
		for (int i = length - 1; i >= 0; i--) {
			value = (value << 8) | (file[at + i] & 0xFF);
		}
		return value;
	}

	private static int big(byte[] file, int at, int length) {
		int value = 0;
		for (int i = 0; i < length; i++) {
			value = (value << 8) | (file[at + i] & 0xFF);
		}
		return value;
	}

	/**
	 * What the head of a picture's file says.
	 *
	 * @param type for example {@code PNG}
	 * @param width in pixels
	 * @param height in pixels
	 */
	record Size(String type, int width, int height) {
	}

}
