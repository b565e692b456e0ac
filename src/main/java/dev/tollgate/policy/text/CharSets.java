package dev.tollgate.policy.text;

import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The character sets that have names. Digits, word characters and spaces are Unicode's
 * (UTS 18, annex C), as in Python and .NET: a filter had better know too many letters
 * than too few.
 */
final class CharSets {

	static final CharSet DIGIT = CharSet.where(Character::isDigit);

	static final CharSet WORD = CharSet.where(CharSets::isWord);

	static final CharSet SPACE = CharSet.union(CharSet.range(0x09, 0x0d), CharSet.of(0x20), CharSet.of(0x85),
			CharSet.of(0xa0), CharSet.of(0x1680), CharSet.range(0x2000, 0x200a), CharSet.range(0x2028, 0x2029),
			CharSet.of(0x202f), CharSet.of(0x205f), CharSet.of(0x3000));

	static final CharSet ANY = CharSet.range(0, Character.MAX_CODE_POINT);

	static final CharSet NOT_LINE_END = CharSet.of('\n').negated();

	/**
	 * General categories by Unicode's abbreviations, as {@link Character#getType(int)}.
	 */
	private static final Map<String, Byte> CATEGORIES = Map.ofEntries(Map.entry("Lu", Character.UPPERCASE_LETTER),
			Map.entry("Ll", Character.LOWERCASE_LETTER), Map.entry("Lt", Character.TITLECASE_LETTER),
			Map.entry("Lm", Character.MODIFIER_LETTER), Map.entry("Lo", Character.OTHER_LETTER),
			Map.entry("Mn", Character.NON_SPACING_MARK), Map.entry("Me", Character.ENCLOSING_MARK),
			Map.entry("Mc", Character.COMBINING_SPACING_MARK), Map.entry("Nd", Character.DECIMAL_DIGIT_NUMBER),
			Map.entry("Nl", Character.LETTER_NUMBER), Map.entry("No", Character.OTHER_NUMBER),
			Map.entry("Zs", Character.SPACE_SEPARATOR), Map.entry("Zl", Character.LINE_SEPARATOR),
			Map.entry("Zp", Character.PARAGRAPH_SEPARATOR), Map.entry("Cc", Character.CONTROL),
			Map.entry("Cf", Character.FORMAT), Map.entry("Co", Character.PRIVATE_USE),
			Map.entry("Cs", Character.SURROGATE), Map.entry("Cn", Character.UNASSIGNED),
			Map.entry("Pd", Character.DASH_PUNCTUATION), Map.entry("Ps", Character.START_PUNCTUATION),
			Map.entry("Pe", Character.END_PUNCTUATION), Map.entry("Pc", Character.CONNECTOR_PUNCTUATION),
			Map.entry("Po", Character.OTHER_PUNCTUATION), Map.entry("Pi", Character.INITIAL_QUOTE_PUNCTUATION),
			Map.entry("Pf", Character.FINAL_QUOTE_PUNCTUATION), Map.entry("Sm", Character.MATH_SYMBOL),
			Map.entry("Sc", Character.CURRENCY_SYMBOL), Map.entry("Sk", Character.MODIFIER_SYMBOL),
			Map.entry("So", Character.OTHER_SYMBOL));

	/** POSIX names, in ASCII as in RE2. */
	private static final Map<String, IntPredicate> POSIX = Map.ofEntries(Map.entry("alpha", ascii(Character::isLetter)),
			Map.entry("digit", ascii(Character::isDigit)), Map.entry("alnum", ascii(Character::isLetterOrDigit)),
			Map.entry("upper", ascii(Character::isUpperCase)), Map.entry("lower", ascii(Character::isLowerCase)),
			Map.entry("space", ascii(CharSets.SPACE::contains)),
			Map.entry("blank", (next) -> next == ' ' || next == '\t'),
			Map.entry("word", ascii(CharSets.WORD::contains)),
			Map.entry("punct", (next) -> next > ' ' && next < 0x7f && !Character.isLetterOrDigit(next)),
			Map.entry("cntrl", (next) -> next < ' ' || next == 0x7f),
			Map.entry("graph", (next) -> next > ' ' && next < 0x7f),
			Map.entry("print", (next) -> next >= ' ' && next < 0x7f), Map.entry("ascii", (next) -> next < 0x80),
			Map.entry("xdigit", ascii((next) -> Character.digit(next, 16) >= 0)));

	/** What was asked for so far: to find one takes a look at every character. */
	private static final Map<String, CharSet> PROPERTIES = new ConcurrentHashMap<>();

	private CharSets() {
	}

	private static IntPredicate ascii(IntPredicate predicate) {
		return (next) -> next < 0x80 && predicate.test(next);
	}

	private static boolean isWord(int next) {
		return switch (Character.getType(next)) {
			case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK,
					Character.DECIMAL_DIGIT_NUMBER, Character.CONNECTOR_PUNCTUATION ->
				true;
			// the joiners stand within words of Arabic and Indic scripts
			default -> Character.isAlphabetic(next) || next == 0x200c || next == 0x200d;
		};
	}

	/**
	 * What {@code \p{name}} means: a general category, its first letter, or a script.
	 */
	static @Nullable CharSet property(String name) {
		CharSet known = PROPERTIES.get(name);
		if (known == null) {
			known = findProperty(name);
			if (known != null) {
				PROPERTIES.put(name, known);
			}
		}
		return known;
	}

	private static @Nullable CharSet findProperty(String name) {
		Byte category = CATEGORIES.get(name);
		if (category != null) {
			return CharSet.where((next) -> Character.getType(next) == category);
		}
		if (name.length() == 1 && CATEGORIES.keySet().stream().anyMatch((known) -> known.startsWith(name))) {
			long types = CATEGORIES.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().startsWith(name))
				.mapToLong((entry) -> 1L << entry.getValue())
				.sum();
			return CharSet.where((next) -> (types >> Character.getType(next) & 1) == 1);
		}
		for (UnicodeScript script : UnicodeScript.values()) {
			if (script.name().equals(name.toUpperCase(Locale.ROOT))) {
				return CharSet.where((next) -> UnicodeScript.of(next) == script);
			}
		}
		return null;
	}

	/** What {@code [:name:]} means. */
	static @Nullable CharSet posix(String name) {
		IntPredicate predicate = POSIX.get(name);
		return (predicate != null) ? CharSet.where(predicate) : null;
	}

}
