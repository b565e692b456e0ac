package dev.tollgate.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

/**
 * Counts and cuts text in tokens of OpenAI's o200k vocabulary; the other providers' own
 * are not public, so that theirs are approximations.
 */
final class Tokens {

	private Tokens() {
	}

	static IntArrayList ids(String text) {
		return Vocabulary.O200K.encodeOrdinary(text);
	}

	static int count(String text) {
		return text.isEmpty() ? 0 : Vocabulary.O200K.countTokensOrdinary(text);
	}

	/**
	 * Cuts a text into the smallest pieces that are whole tokens and whole characters.
	 * @param text the text
	 * @return its pieces in order
	 */
	static List<Piece> pieces(String text) {
		IntArrayList ids = ids(text);
		List<Piece> pieces = new ArrayList<>(ids.size());
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		IntArrayList single = new IntArrayList(1);
		int held = 0;
		for (int i = 0; i < ids.size(); i++) {
			single.clear();
			single.add(ids.get(i));
			bytes.writeBytes(Vocabulary.O200K.decodeBytes(single));
			held++;
			try {
				// A character may be spread over several tokens
				String piece = StandardCharsets.UTF_8.newDecoder()
					.decode(ByteBuffer.wrap(bytes.toByteArray()))
					.toString();
				pieces.add(new Piece(piece, held));
				bytes.reset();
				held = 0;
			}
			catch (CharacterCodingException ex) {
				continue;
			}
		}
		return pieces;
	}

	static int sum(List<Piece> pieces) {
		int sum = 0;
		for (Piece piece : pieces) {
			sum += piece.tokens();
		}
		return sum;
	}

	static String join(List<Piece> pieces) {
		StringBuilder text = new StringBuilder();
		pieces.forEach((piece) -> text.append(piece.text()));
		return text.toString();
	}

	/**
	 * The longest beginning that has at most so many tokens.
	 * @param pieces the pieces
	 * @param tokens the limit
	 * @return the first pieces
	 */
	static List<Piece> limit(List<Piece> pieces, int tokens) {
		int sum = 0;
		for (int i = 0; i < pieces.size(); i++) {
			sum += pieces.get(i).tokens();
			if (sum > tokens) {
				return pieces.subList(0, i);
			}
		}
		return pieces;
	}

	/**
	 * Text that can be sent at once.
	 *
	 * @param text whole characters
	 * @param tokens how many tokens it is
	 */
	record Piece(String text, int tokens) {
	}

	/** Loaded with the first count: the vocabulary takes a while and some megabytes. */
	private static final class Vocabulary {

		static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

	}

}
