package dev.tollgate.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;

import dev.tollgate.chat.UpstreamModel;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the price lists that others keep.
 */
final class ForeignPrices {

	// 1.25e-06 dollars a token are 1.25 a million, which a binary float would miss
	private static final JsonMapper EXACT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/** The longest note that is worth a comment. */
	private static final int LONGEST = 300;

	private ForeignPrices() {
	}

	/**
	 * Reads a file, whose content says which format it has.
	 * @param file the file
	 * @param providers the providers whose models are asked for
	 * @param today the day whose prices are asked for
	 * @return what it says
	 * @throws PriceListException if it cannot be read or is of no known format
	 */
	static ForeignList read(Path file, Set<String> providers, LocalDate today) {
		JsonNode root = json(file);
		try {
			if (GenAiPrices.recognises(root)) {
				return GenAiPrices.read(root, providers, today);
			}
			if (LiteLlmPrices.recognises(root)) {
				return LiteLlmPrices.read(root, providers);
			}
		}
		catch (JacksonException | IllegalArgumentException | ArithmeticException ex) {
			throw new PriceListException(file.getFileName() + ": is not understood: " + ex.getMessage(), ex);
		}
		throw new PriceListException(file.getFileName() + ": is neither LiteLLM's model_prices_and_context_window.json "
				+ "nor genai-prices' JSON");
	}

	private static JsonNode json(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return EXACT.readTree(content);
		}
		catch (IOException ex) {
			throw new PriceListException(file + ": cannot be read", ex);
		}
		catch (JacksonException ex) {
			throw new PriceListException(file.getFileName() + ": is not JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/** Adds a price, or says why it is none. */
	static void finish(ForeignList list, UpstreamModel model, RateSheet sheet) {
		if (!sheet.isComplete()) {
			list.leftOut().add(model + ": has no price for both input and output tokens");
			return;
		}
		if (sheet.isFree()) {
			list.leftOut().add(model + ": is said to be free, which may mean that it has no price yet");
			return;
		}
		try {
			list.prices().add(sheet.price(model));
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			list.leftOut().add(model + ": " + ex.getMessage());
		}
	}

	/** A value in one line. */
	static String plain(JsonNode value) {
		String text = isShort(value) ? number(value.decimalValue()) : value.toString();
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "...";
	}

	/** Whether it is a number of few digits, which 1e-999999999 is not, written out. */
	private static boolean isShort(JsonNode value) {
		return value.isNumber() && value.decimalValue().precision() <= LONGEST
				&& Math.abs((long) value.decimalValue().scale()) <= LONGEST;
	}

	private static String number(BigDecimal value) {
		return value.stripTrailingZeros().toPlainString();
	}

}
