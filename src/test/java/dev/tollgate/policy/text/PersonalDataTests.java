package dev.tollgate.policy.text;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is personal data, and what only looks like it.
 */
class PersonalDataTests {

	private static final PersonalData ALL = PersonalData.of(Set.of(PersonalDataKind.values()), List.of());

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			EMAIL       | ada@example.com
			EMAIL       | ada.lovelace+news@mail.example.co.uk
			EMAIL       | jürgen@müller.example
			PHONE       | +49 30 1234567
			PHONE       | +49 (0)30 1234567
			PHONE       | +14155552671
			PHONE       | +1 (415) 555-2671
			PHONE       | 0044 20 7946 0958
			PHONE       | (415) 555-2671
			PHONE       | 415-555-2671
			PHONE       | 01 23 45 67 89
			PHONE       | 020 7946 0958
			PHONE       | 0171/1234567
			IBAN        | DE89 3704 0044 0532 0130 00
			IBAN        | DE89370400440532013000
			IBAN        | gb82west12345698765432
			IBAN        | BE68 5390 0754 7034
			IBAN        | NO93 8601 1117 947
			CREDIT_CARD | 4111 1111 1111 1111
			CREDIT_CARD | 4111-1111-1111-1111
			CREDIT_CARD | 378282246310005
			CREDIT_CARD | 4222222222222
			IPV4        | 192.168.0.1
			IPV6        | 2001:db8::8a2e:370:7334
			IPV6        | 2001:0db8:0000:0000:0000:8a2e:0370:7334
			IPV6        | ::1
			IPV6        | fe80::1
			IPV6        | ::ffff:192.0.2.128
			US_SSN      | 219-09-9999
			""")
	void personalDataIsFound(String kind, String value) {
		assertThat(ALL.masking().mask("It is " + value + ", I think")).isEqualTo("It is [" + kind + "_1], I think");
		assertThat(ALL.masking().mask(value)).isEqualTo("[" + kind + "_1]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4111 1111 1111 1112", "order 1732413600000 of today", "GB82 WEST 1234 5698 7654 33",
			"000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "at 12:30:45", "std::vector", "a::b",
			"on 01.02.2024 at 10:30", "2026-11-24T02:55:00Z", "256.1.1.1", "user@localhost", "1 + 2 = 3",
			"version 1.2.3", "1+23456789" })
	void whatOnlyLooksLikeItIsLeftAlone(String text) {
		assertThat(ALL.masking().mask(text)).isSameAs(text);
	}

	@Test
	void aNumberWithinOneThatFailsItsCheckIsFound() {
		assertThat(ALL.masking().mask("2 4111 1111 1111 1111 12")).isEqualTo("2 [CREDIT_CARD_1] 12");
	}

	@Test
	void base64IsNoAddress() {
		String text = "QUJD".repeat(5_000);
		assertThat(ALL.masking().mask(text) == text).isTrue();
	}

	@Test
	void patternsOfOnesOwnHaveTheirName() {
		PersonalData own = PersonalData.of(Set.of(PersonalDataKind.EMAIL),
				List.of(TextPattern.expression("employee-id", "\\bE\\d{6}\\b")));
		assertThat(own.masking().mask("E123456, a@b.example")).isEqualTo("[EMPLOYEE_ID_1], [EMAIL_1]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "email", "literal", "my id", "1st", "" })
	void namesThatMakeNoPlaceholderAreRefused(String name) {
		List<TextPattern> own = List.of(TextPattern.expression(name, "x"));
		assertThatExceptionOfType(InvalidPatternException.class)
			.isThrownBy(() -> PersonalData.of(Set.of(PersonalDataKind.EMAIL), own));
	}

}
