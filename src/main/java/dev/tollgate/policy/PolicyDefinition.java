package dev.tollgate.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.tollgate.chat.InvalidConfigurationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Something that is done to the words of requests and answers, as it is configured: a
 * name and exactly one of the others.
 *
 * @param name what routes call it
 * @param guardrail what must not be said
 * @param personalData what providers must not see
 * @param prompt what is said besides
 * @param cache whether answers are given again
 * @param semanticCache whether answers to similar questions are given again
 * @param jsonSchema whether answers are checked
 * @param advisor the name of a bean: any advisor of Spring AI's
 */
record PolicyDefinition(@NotBlank String name, @Nullable @Valid Guardrail guardrail,
		@Nullable @Valid PersonalData personalData, @Nullable @Valid Wording prompt, @Nullable @Valid Cache cache,
		@Nullable @Valid SemanticCache semanticCache, @Nullable @Valid JsonSchema jsonSchema,
		@Nullable String advisor) {

	PolicyDefinition {
		long kinds = Stream.of(guardrail, personalData, prompt, cache, semanticCache, jsonSchema, advisor)
			.filter(Objects::nonNull)
			.count();
		if (kinds != 1) {
			throw new InvalidConfigurationException("tollgate.policies", "the policy '" + name
					+ "' must have exactly one of guardrail, personal-data, prompt, cache, semantic-cache, json-schema, advisor");
		}
	}

	private static void requireNothing(String text) {
		if (!text.isBlank()) {
			throw new InvalidConfigurationException("tollgate.policies", "a policy is described by keys, or by {}");
		}
	}

	/**
	 * What must not be said.
	 *
	 * @param words words and phrases, whatever their case
	 * @param wholeWords whether a word counts only where it is not a part of another
	 * @param patterns regular expressions, by a name that reports may show
	 * @param in where it must not be said
	 * @param action what is done about it
	 * @param mask what is put in its place, if that is done
	 */
	record Guardrail(@DefaultValue List<@NotBlank String> words, @DefaultValue("true") boolean wholeWords,
			@DefaultValue Map<String, @NotBlank String> patterns, @DefaultValue("both") Place in,
			@DefaultValue("block") Action action, @DefaultValue("***") String mask) {

		Guardrail {
			if (words.isEmpty() && patterns.isEmpty()) {
				throw new InvalidConfigurationException("tollgate.policies", "a guardrail must have words or patterns");
			}
		}

		boolean onRequests() {
			return this.in != Place.ANSWER;
		}

		boolean onAnswers() {
			return this.in != Place.REQUEST;
		}

	}

	/** Where a guardrail stands. */
	enum Place {

		/** Before what the caller says. */
		REQUEST,

		/** Before what the model says. */
		ANSWER,

		/** Before both. */
		BOTH

	}

	/** What a guardrail does. */
	enum Action {

		/** The request is refused, or the answer ends. */
		BLOCK,

		/** The words are replaced. */
		MASK

	}

	/**
	 * What providers must not see.
	 *
	 * @param kinds the kinds of data that are known; all of them where none is named
	 * @param patterns more of them: regular expressions by the name of what they find
	 */
	record PersonalData(@DefaultValue List<@NotBlank String> kinds,
			@DefaultValue Map<String, @NotBlank String> patterns) {

		/** As {@code personal-data: {}} in YAML is bound. */
		static PersonalData of(String nothing) {
			requireNothing(nothing);
			return new PersonalData(List.of(), Map.of());
		}

	}

	/**
	 * What is said besides.
	 *
	 * @param system a message before all others, or null
	 * @param user what is made of the caller's last message: a template of Spring AI's
	 * with {@code {text}} in it, or null
	 */
	record Wording(@Nullable String system, @Nullable String user) {

		Wording {
			if (system == null && user == null) {
				throw new InvalidConfigurationException("tollgate.policies", "a prompt must have system or user");
			}
			if (user != null && !user.contains("{text}")) {
				throw new InvalidConfigurationException("tollgate.policies",
						"a prompt's user must say with {text} where the caller's own words go");
			}
		}

	}

	/**
	 * Whether answers are given again.
	 *
	 * @param ttl for how long
	 */
	record Cache(@DefaultValue("10m") @DurationMin(seconds = 1) Duration ttl) {

		/** As {@code cache: {}} in YAML is bound. */
		static Cache of(String nothing) {
			requireNothing(nothing);
			return new Cache(Duration.ofMinutes(10));
		}

	}

	/**
	 * Whether answers to similar questions are given again.
	 *
	 * @param ttl for how long
	 * @param threshold how similar they must be: the cosine of their embeddings
	 * @param embeddingModel the model or route that makes the embeddings
	 * @param maxEntries how many questions are known at once
	 */
	record SemanticCache(@DefaultValue("10m") @DurationMin(seconds = 1) Duration ttl,
			@DefaultValue("0.95") @DecimalMin("0.5") @DecimalMax("1.0") double threshold,
			@NotBlank String embeddingModel, @DefaultValue("10000") @Min(1) int maxEntries) {
	}

	/**
	 * Whether answers are checked.
	 *
	 * @param schema a JSON schema, or null for the one that the request itself has
	 * @param repair whether an answer that does not match may be mended, once
	 */
	record JsonSchema(@Nullable @Size(min = 1) String schema, @DefaultValue("true") boolean repair) {

		/** As {@code json-schema: {}} in YAML is bound. */
		static JsonSchema of(String nothing) {
			requireNothing(nothing);
			return new JsonSchema(null, true);
		}

	}

}
