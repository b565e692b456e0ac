package dev.tollgate.policy.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The characters of an expression, and the escapes that mean the same inside and outside
 * of brackets.
 */
final class ExpressionReader {

	private static final Pattern BOUNDS = Pattern.compile("\\{(\\d{1,6})(?:(,)(\\d{1,6})?)?\\}");

	private final String name;

	private final String expression;

	private int at;

	ExpressionReader(String name, String expression) {
		this.name = name;
		this.expression = expression;
	}

	InvalidPatternException refuse(String reason) {
		return new InvalidPatternException(this.name, reason + " (at character " + this.at + ")");
	}

	boolean atEnd() {
		return this.at == this.expression.length();
	}

	/** The next character, which is not yet read, or -1. */
	int peek() {
		return atEnd() ? -1 : this.expression.codePointAt(this.at);
	}

	int next() {
		if (atEnd()) {
			throw refuse("it ends too early");
		}
		int next = peek();
		this.at += Character.charCount(next);
		return next;
	}

	boolean sees(char expected) {
		return peek() == expected;
	}

	boolean take(char expected) {
		boolean seen = sees(expected);
		if (seen) {
			this.at++;
		}
		return seen;
	}

	boolean takeAll(String expected) {
		boolean seen = this.expression.startsWith(expected, this.at);
		if (seen) {
			this.at += expected.length();
		}
		return seen;
	}

	/** The text up to a delimiter, which is read, too. */
	String until(String end) {
		int found = this.expression.indexOf(end, this.at);
		if (found < 0) {
			throw refuse("'" + end + "' is missing");
		}
		String text = this.expression.substring(this.at, found);
		this.at = found + end.length();
		return text;
	}

	boolean seesBounds() {
		return sees('{') && matcher().lookingAt();
	}

	private Matcher matcher() {
		return BOUNDS.matcher(this.expression).region(this.at, this.expression.length());
	}

	int[] bounds() {
		Matcher matcher = matcher();
		if (!matcher.lookingAt()) {
			throw refuse("bounds are missing");
		}
		this.at = matcher.end();
		int min = Integer.parseInt(matcher.group(1));
		String max = matcher.group(3);
		if (max != null) {
			return new int[] { min, Integer.parseInt(max) };
		}
		return new int[] { min, (matcher.group(2) != null) ? Syntax.UNBOUNDED : min };
	}

	/**
	 * Reads the set that an escape names; the backslash has been read.
	 * @return null, and nothing read, if it names none
	 */
	@Nullable CharSet namedSet() {
		int next = peek();
		CharSet set = switch (next) {
			case 'd' -> CharSets.DIGIT;
			case 'D' -> CharSets.DIGIT.negated();
			case 'w' -> CharSets.WORD;
			case 'W' -> CharSets.WORD.negated();
			case 's' -> CharSets.SPACE;
			case 'S' -> CharSets.SPACE.negated();
			default -> null;
		};
		if (set != null) {
			this.at++;
			return set;
		}
		return (next == 'p' || next == 'P') ? property() : null;
	}

	private CharSet property() {
		boolean negated = next() == 'P';
		String property = take('{') ? until("}") : Character.toString(next());
		if (property.startsWith("^")) {
			negated = !negated;
			property = property.substring(1);
		}
		CharSet set = CharSets.property(property);
		if (set == null) {
			throw refuse("no property, category or script is named '" + property + "'");
		}
		return negated ? set.negated() : set;
	}

	/** Reads the one character that an escape means; the backslash has been read. */
	int escapedCharacter() {
		int next = next();
		return switch (next) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'f' -> '\f';
			case 'v' -> 0x0b;
			case 'a' -> 0x07;
			case 'x' -> take('{') ? hexadecimal(until("}")) : hexadecimal(digits(2));
			case 'u' -> hexadecimal(digits(4));
			default -> {
				if (next < 0x80 && Character.isLetterOrDigit(next)) {
					throw refuse("'\\" + (char) next + "' is not supported");
				}
				yield next;
			}
		};
	}

	private String digits(int count) {
		if (this.at + count > this.expression.length()) {
			throw refuse("it ends too early");
		}
		this.at += count;
		return this.expression.substring(this.at - count, this.at);
	}

	private int hexadecimal(String digits) {
		try {
			int character = Integer.parseInt(digits, 16);
			if (Character.isValidCodePoint(character)) {
				return character;
			}
		}
		catch (NumberFormatException ex) {
			throw refuse("'" + digits + "' is not hexadecimal");
		}
		throw refuse("'" + digits + "' is no character");
	}

}
