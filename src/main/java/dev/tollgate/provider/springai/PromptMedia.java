package dev.tollgate.provider.springai;

import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.tollgate.provider.RequestField;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.content.Media;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Translates pictures, audio and files that a caller sends along. Addresses of them are
 * refused: some modules fetch them themselves, from inside the gateway's network.
 */
final class PromptMedia {

	private static final String DATA = "data:";

	private static final String BASE64 = ";base64";

	/** Told of each object of a part, and of the members that have a place. */
	private final BiConsumer<RequestField, Set<String>> noted;

	PromptMedia(BiConsumer<RequestField, Set<String>> noted) {
		this.noted = noted;
	}

	/** The medium of a part, or null if it is of no type that could be passed. */
	@Nullable Media of(RequestField part) {
		return switch (part.get("type").string()) {
			case "image_url" -> picture(part);
			case "input_audio" -> audio(part);
			case "file" -> file(part);
			default -> null;
		};
	}

	private Media picture(RequestField part) {
		this.noted.accept(part, Set.of("type", "image_url"));
		RequestField picture = part.get("image_url").object();
		boolean plain = "auto".equals(picture.get("detail").optionalString());
		this.noted.accept(picture, plain ? Set.of("url", "detail") : Set.of("url"));
		return dataUrl(picture.get("url"));
	}

	private Media audio(RequestField part) {
		this.noted.accept(part, Set.of("type", "input_audio"));
		RequestField audio = part.get("input_audio").object();
		this.noted.accept(audio, Set.of("data", "format"));
		String format = audio.get("format").string();
		MimeType type = switch (format) {
			case "mp3" -> MimeType.valueOf("audio/mpeg");
			case "wav" -> MimeType.valueOf("audio/wav");
			default -> throw audio.get("format").unsupported("must be wav or mp3");
		};
		RequestField data = audio.get("data");
		return medium(data, type, data.string());
	}

	private @Nullable Media file(RequestField part) {
		RequestField file = part.get("file").object();
		if (!file.get("file_data").present()) {
			return null;
		}
		this.noted.accept(part, Set.of("type", "file"));
		// its name is for people
		this.noted.accept(file, Set.of("file_data", "filename"));
		return dataUrl(file.get("file_data"));
	}

	private static Media dataUrl(RequestField field) {
		String url = field.string();
		int comma = url.indexOf(',');
		if (!url.regionMatches(true, 0, DATA, 0, DATA.length()) || comma < 0) {
			throw field.unsupported("the model takes base64 data URLs only");
		}
		String head = url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
		if (!head.endsWith(BASE64)) {
			throw field.invalid("a data URL must begin with 'data:<media type>;base64,'");
		}
		try {
			MimeType type = MimeTypeUtils.parseMimeType(head.substring(0, head.length() - BASE64.length()));
			return medium(field, type, url.substring(comma + 1));
		}
		catch (InvalidMimeTypeException ex) {
			throw field.invalid("a data URL must begin with 'data:<media type>;base64,'");
		}
	}

	private static Media medium(RequestField field, MimeType type, String base64) {
		try {
			return Media.builder().mimeType(type).data(Base64.getDecoder().decode(base64)).build();
		}
		catch (IllegalArgumentException ex) {
			throw field.invalid("must be base64");
		}
	}

}
