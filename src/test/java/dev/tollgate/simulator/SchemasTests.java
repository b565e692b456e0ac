package dev.tollgate.simulator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SchemasTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"type":"integer","minimum":4,"multipleOf":5}                     | 5
			{"type":"integer","maximum":-3}                                   | -3
			{"type":"number","minimum":2,"maximum":3}                         | 2
			{"anyOf":[{"type":"null"},{"type":"string"}]}                     | null
			{"const":7}                                                       | 7
			{"type":"array","items":{"type":"boolean"},"minItems":2}          | [true,true]
			{"type":"array","maxItems":0}                                     | []
			{"type":"string","format":"date"}                                 | "2026-01-01"
			{"type":"string","maxLength":3}                                   | "exa"
			{"$ref":"elsewhere.json"}                                         | null
			{"type":"OBJECT","properties":{"a":{"type":"BOOLEAN"}}}           | {"a":true}
			{"$ref":"#/$defs/a","$defs":{"a":{"enum":["x","y"]}}}             | "x"
			""")
	void anExampleSatisfiesItsSchema(String schema, String example) {
		assertThat(Schemas.example(Caller.json(schema))).hasToString(example);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"$ref":"#"}
			{"type":"object","properties":{"again":{"$ref":"#"}},"required":["again"]}
			{"type":"array","minItems":1,"items":{"$ref":"#"}}
			{"type":"array","minItems":1000,"items":{"$ref":"#"}}
			""")
	void aSchemaThatRefersToItselfComesToAnEnd(String schema) {
		assertThat(Schemas.example(Caller.json(schema)).toString()).hasSizeLessThan(100_000);
	}

}
