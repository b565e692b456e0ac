package dev.tollgate.policy.text;

import java.util.List;
import java.util.Set;

import dev.tollgate.wire.Json;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is masked comes back as it was.
 */
class MaskingTests {

	private static final PersonalData DATA = PersonalData.of(Set.of(PersonalDataKind.values()),
			List.of(TextPattern.expression("quote", "\"[^\"\n]{1,20}\"")));

	private static final Arbitrary<String> PARTS = Arbitraries.of("ada@example.com", "bob@example.org", "[EMAIL_1]",
			"[email_1]", "[EMAIL_", "1]", "[EMAIL\\_2]", "\\[EMAIL\\_1\\]", "\\", "[", "]", "_", "1", "[LITERAL_1]",
			"\"a\\b\"", "\"", "4111 1111 1111 1111", "[CREDIT_CARD_1]", "[US\\\\_SSN\\_1]", "219-09-9999", " ", "é",
			"😀", "\n", "IMAIL", "[IBAN_99999]");

	@Provide
	Arbitrary<String> texts() {
		return PARTS.list().ofMaxSize(12).map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<List<Integer>> cuts() {
		return TextSamples.cuts();
	}

	@Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
	void whatIsMaskedIsRestored(@ForAll("texts") String first, @ForAll("texts") String second,
			@ForAll("cuts") List<Integer> cuts) {
		Masking masking = DATA.masking();
		String one = masking.mask(first);
		String two = masking.mask(second);
		assertThat(one + two).doesNotContain("ada@example.com", "bob@example.org");
		assertThat(masking.restore(one)).isEqualTo(first);
		assertThat(masking.restore(two)).isEqualTo(second);
		assertThat(fed(masking.restoring(), TextSamples.pieces(two, cuts))).isEqualTo(second);
	}

	@Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
	void jsonIsRestoredAsJson(@ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
		Masking masking = DATA.masking();
		String json = Json.MAPPER.writeValueAsString(List.of(masking.mask(text)));
		assertThat(Json.MAPPER.readTree(masking.restoreJson(json)).get(0).asString()).isEqualTo(text);
		String streamed = fed(masking.restoringJson(), TextSamples.pieces(json, cuts));
		assertThat(Json.MAPPER.readTree(streamed).get(0).asString()).isEqualTo(text);
	}

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void masksAreTheSameHoweverTheTextIsCut(@ForAll("texts") String text, @ForAll("cuts") List<Integer> cuts) {
		assertThat(fed(DATA.masking().masking(), TextSamples.pieces(text, cuts))).isEqualTo(DATA.masking().mask(text));
	}

	private static String fed(TextCursor cursor, List<String> pieces) {
		StringBuilder out = new StringBuilder();
		pieces.forEach((piece) -> out.append(cursor.feed(piece)));
		return out.append(cursor.finish()).toString();
	}

	@Test
	void theSameValueHasTheSamePlaceholder() {
		Masking masking = DATA.masking();
		assertThat(masking.isEmpty()).isTrue();
		assertThat(masking.mask("a@b.example, c@d.example")).isEqualTo("[EMAIL_1], [EMAIL_2]");
		assertThat(masking.mask("c@d.example")).isEqualTo("[EMAIL_2]");
		assertThat(masking.isEmpty()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[EMAIL_1]", "[email_1]", "[EMAIL\\_1]", "\\[EMAIL\\_1\\]" })
	void whatTheModelMadeOfAPlaceholderIsRestored(String placeholder) {
		Masking masking = DATA.masking();
		String unused = masking.mask("a@b.example");
		assertThat(unused).isEqualTo("[EMAIL_1]");
		assertThat(masking.restore("to " + placeholder + "!")).isEqualTo("to a@b.example!");
	}

	@Test
	void placeholdersThatNobodyMadeStay() {
		Masking masking = DATA.masking();
		assertThat(masking.mask("see [EMAIL_1]: a@b.example")).isEqualTo("see [LITERAL_1]: [EMAIL_1]");
		assertThat(masking.restore("[EMAIL_2] [EMAIL_01] [LITERAL_1]")).isEqualTo("[EMAIL_2] [EMAIL_01] [EMAIL_1]");
	}

}
