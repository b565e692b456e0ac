package dev.tollgate.policy.text;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What can be looked for, and what is refused.
 */
class TextPatternTests {

	@ParameterizedTest
	@CsvSource(delimiter = '¦', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
			(a)\\1                ¦ back-reference
			(?<x>a)\\k<x>         ¦ back-reference
			a(?=b)                ¦ look-around
			a(?!b)                ¦ look-around
			(?<=a)b               ¦ look-around
			(?<!a)b               ¦ look-around
			(?>a)b                ¦ atomic
			a*                    ¦ empty text
			a|b?                  ¦ empty text
			\\b                   ¦ empty text
			^$                    ¦ empty text
			(a                    ¦ without ')'
			a)                    ¦ without '('
			[a                    ¦ ends too early
			[b-a]                 ¦ backwards
			[[a]b]                ¦ must be written
			*a                    ¦ nothing to repeat
			a**                   ¦ repetition of a repetition
			a{2}{3}               ¦ repetition of a repetition
			a++                   ¦ repetition of a repetition
			a{3,2}                ¦ at least 3
			a{1001}               ¦ more than 1000
			(a{1000}){1000}       ¦ larger than
			((a{100}){100}){100}  ¦ larger than
			\\p{Klingon}          ¦ Klingon
			[[:alfa:]]            ¦ alfa
			\\y                   ¦ not supported
			(?m)a                 ¦ not supported
			\\x{110000}           ¦ no character
			\\xzz                 ¦ not hexadecimal
			\\                    ¦ ends too early
			""")
	void whatIsRefusedIsNamed(String expression, String reason) {
		assertThatExceptionOfType(InvalidPatternException.class)
			.isThrownBy(() -> TextPattern.expression("mine", expression))
			.withMessageContaining("pattern 'mine'")
			.withMessageContaining(reason)
			.satisfies((refused) -> assertThat(refused.pattern()).isEqualTo("mine"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '¦', quoteCharacter = '"', textBlock = """
			sk-[A-Za-z0-9]{8,}        ¦ key sk-abcDEF1234, yes        ¦ key <sk-abcDEF1234>, yes
			(?i)secret                ¦ SECRET and ſecret             ¦ <SECRET> and <ſecret>
			(?i:s)ecret               ¦ Secret SECRET                 ¦ <Secret> SECRET
			\\bcat\\b                 ¦ cat concat cats "cat"         ¦ <cat> concat cats "<cat>"
			\\bÄrger\\b               ¦ Ärger verärgert Ärgernis      ¦ <Ärger> verärgert Ärgernis
			^Hello                    ¦ Hello Hello                   ¦ <Hello> Hello
			bye$                      ¦ bye bye                       ¦ bye <bye>
			a|ab|abcd                 ¦ abc abcd                      ¦ <ab>c <abcd>
			x.{2}y                    ¦ x😀éy                         ¦ <x😀éy>
			[^a-z ]+                  ¦ ab 12 Cd                      ¦ ab <12> <C>d
			\\p{Greek}+               ¦ αβγ abc                       ¦ <αβγ> abc
			[[:digit:][:upper:]]+     ¦ a1B2c                         ¦ a<1B2>c
			\\Qa.b*\\E+               ¦ a.b** a.b                     ¦ <a.b**> a.b
			(?:a|\\b){2}a            ¦ aa                            ¦ <aa>
			\\d+?                     ¦ 123                           ¦ <123>
			[]a-]+                    ¦ x]a-y                         ¦ x<]a->y
			\\x41\\x{42}\\u0043       ¦ ABC                           ¦ <ABC>
			(?P<year>\\d{4})-\\d\\d   ¦ on 2026-11                    ¦ on <2026-11>
			a{,3}                     ¦ a{,3} aaa                     ¦ <a{,3}> aaa
			""")
	void expressionsMeanWhatRe2Means(String expression, String text, String expected) {
		TextFilter filter = TextFilter.of(List.of(TextPattern.expression("mine", expression)));
		assertThat(filter.apply(text, (_, found) -> "<" + found + ">")).isEqualTo(expected);
	}

	@Test
	void wholeWordsAreBoundedWhereTheyEndInLetters() {
		TextFilter filter = TextFilter.of(List.of(TextPattern.words("deny", List.of("c++", "cat")).asWholeWords()));
		assertThat(filter.apply("C++17 Cat cats", (_, _) -> "#")).isEqualTo("#17 # cats");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ΣΊΣΥΦΟΣ", "σίσυφος", "Σίσυφοσ" })
	void caseIsFoldedAsUnicodeSays(String text) {
		TextFilter filter = TextFilter.of(List.of(TextPattern.words("deny", List.of("Σίσυφος"))));
		assertThat(filter.apply(text, (_, _) -> "#")).isEqualTo("#");
	}

	@Test
	void emptyListsAndWordsAreRefused() {
		assertThatExceptionOfType(InvalidPatternException.class).isThrownBy(() -> TextPattern.words("deny", List.of()));
		assertThatExceptionOfType(InvalidPatternException.class)
			.isThrownBy(() -> TextPattern.words("deny", List.of("a", "")));
	}

}
