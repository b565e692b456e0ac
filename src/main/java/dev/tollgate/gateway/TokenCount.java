package dev.tollgate.gateway;

import java.util.List;
import java.util.Locale;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/**
 * The tokens of a prompt before anybody was asked.
 *
 * @param tokens how many
 * @param exact whether the provider will count as many
 */
record TokenCount(long tokens, boolean exact) {

	private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

	/** The names of OpenAI's own models: at its protocol, others are served too. */
	private static final List<String> OPENAI = List.of("gpt-", "chatgpt-", "o1", "o3", "o4");

	/** The older ones read by another vocabulary. */
	private static final List<String> CL100K = List.of("gpt-4-", "gpt-3.5");

	/**
	 * Counts. It takes a second for large texts, and its first call half a second for the
	 * vocabulary.
	 * @param prompt what is counted
	 * @param providerType the provider's type
	 * @param model the model's name at the provider
	 * @return the tokens
	 */
	static TokenCount of(PromptText prompt, String providerType, String model) {
		if (prompt.characters() > PromptText.MOST_CHARACTERS) {
			return new TokenCount(TokenEstimate.input(prompt.characters()) + prompt.overhead(), false);
		}
		Encoding encoding = ENCODINGS.getEncoding(encoding(model));
		long tokens = prompt.overhead();
		for (String text : prompt.texts()) {
			// ordinary: what looks like a control token in a caller's text is text
			tokens += encoding.countTokensOrdinary(text);
		}
		boolean known = providerType.equals("openai") && OPENAI.stream().anyMatch(model::startsWith);
		return new TokenCount(tokens, known && prompt.plain() && prompt.notCounted().isEmpty());
	}

	private static EncodingType encoding(String model) {
		String name = model.toLowerCase(Locale.ROOT);
		boolean older = name.equals("gpt-4") || (CL100K.stream().anyMatch(name::startsWith));
		return older ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
	}

}
