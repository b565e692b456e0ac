package dev.tollgate.policy;

import java.util.List;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A JSON schema (draft 2020-12 unless it says otherwise) that answers are to match.
 * Schemas come from callers, too: nothing is fetched for them, and their patterns are
 * matched in linear time.
 *
 * @param schema the schema
 */
record AnswerSchema(Schema schema) {

	/** More help neither a model nor a person. */
	private static final int MAX_ERRORS = 5;

	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(registry) -> registry.schemaCacheEnabled(false)
				.schemaRegistryConfig(
						SchemaRegistryConfig.builder().regularExpressionFactory(AnswerSchema::expression).build()));

	private static RegularExpression expression(String expression) {
		Pattern pattern = Pattern.compile(expression);
		return (text) -> pattern.matcher(text).find();
	}

	/**
	 * Reads a schema of the configuration.
	 * @throws IllegalArgumentException if it is none
	 */
	static AnswerSchema of(String json) {
		try {
			return compiled(REGISTRY.getSchema(json, InputFormat.JSON));
		}
		catch (JacksonException | SchemaException | PatternSyntaxException ex) {
			throw new IllegalArgumentException("its schema cannot be read", ex);
		}
	}

	/**
	 * Reads a schema of a request.
	 * @throws InvalidRequest if it is none
	 */
	static AnswerSchema ofCaller(JsonNode node) {
		try {
			SchemaSize.check(node);
			return compiled(REGISTRY.getSchema(node));
		}
		catch (SchemaException | PatternSyntaxException | IllegalArgumentException | StackOverflowError ex) {
			throw new InvalidRequest(
					"The JSON schema cannot be used: it is malformed, refers to others, or has a pattern"
							+ " that cannot be matched in linear time",
					"invalid_schema", "response_format.json_schema.schema");
		}
	}

	/** Otherwise what is wrong with it would be found with the first answer. */
	private static AnswerSchema compiled(Schema schema) {
		schema.initializeValidators();
		return new AnswerSchema(schema);
	}

	/** What is wrong with an answer, in words for the model; nothing if it matches. */
	List<String> errors(String text) {
		try {
			return this.schema.validate(text, InputFormat.JSON)
				.stream()
				.limit(MAX_ERRORS)
				.map((error) -> error.getInstanceLocation() + ": " + error.getMessage())
				.toList();
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return List.of("it is not JSON");
		}
		catch (StackOverflowError ex) {
			return List.of("it is nested too deep");
		}
	}

}
