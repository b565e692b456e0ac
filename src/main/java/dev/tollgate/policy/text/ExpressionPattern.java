package dev.tollgate.policy.text;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A regular expression.
 *
 * @param name the name by which it is reported
 * @param syntax what it says
 * @param check what a match must pass to count, check digits for instance; null if none
 */
record ExpressionPattern(String name, Syntax syntax, @Nullable Predicate<String> check) implements TextPattern {

	static ExpressionPattern of(String name, String expression, @Nullable Predicate<String> check) {
		ExpressionPattern pattern = new ExpressionPattern(name, ExpressionParser.parse(name, expression), check);
		// writes it to see whether it is too large
		new ProgramWriter(pattern).write(pattern);
		return pattern;
	}

}
