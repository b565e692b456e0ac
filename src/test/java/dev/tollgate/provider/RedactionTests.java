package dev.tollgate.provider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private static final ProviderCredential CREDENTIAL = new ProviderCredential("canary-77");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			Key 'AIzaSyX' at https://host.example/v1?key=k failed | Key '[redacted]' at [redacted] failed
			bad thing for canary-77 at (http://10.0.0.7/v1) | bad thing for [redacted] at ([redacted])
			Incorrect API key provided: sk-abc123 | Incorrect API key provided: [redacted]
			call generativelanguage.googleapis.com again | call [redacted] again
			'temperature' must be from 0 to 2 | 'temperature' must be from 0 to 2
			""")
	void keysAndAddressesAreTakenOut(String message, String expected) {
		assertThat(Redaction.redact(message, CREDENTIAL)).isEqualTo(expected);
	}

	@Test
	void messagesAreCut() {
		assertThat(Redaction.redact("word ".repeat(10_000), CREDENTIAL)).hasSize(2000);
	}

}
