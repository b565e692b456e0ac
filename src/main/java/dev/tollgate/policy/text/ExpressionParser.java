package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads RE2's syntax. What it refuses it names: no pattern means less than it says.
 */
final class ExpressionParser {

	private static final int MAX_BOUND = 1_000;

	private static final int MAX_DEPTH = 100;

	private final ExpressionReader in;

	private boolean ignoreCase;

	private boolean dotMatchesLineEnd;

	private int depth;

	private ExpressionParser(ExpressionReader in) {
		this.in = in;
	}

	static Syntax parse(String name, String expression) {
		ExpressionParser parser = new ExpressionParser(new ExpressionReader(name, expression));
		Syntax syntax = parser.choice();
		if (!parser.in.atEnd()) {
			throw parser.in.refuse("')' without '('");
		}
		if (syntax.matchesEmpty()) {
			throw parser.in.refuse("it matches the empty text");
		}
		return syntax;
	}

	private Syntax choice() {
		List<Syntax> parts = new ArrayList<>();
		do {
			parts.add(sequence());
		}
		while (this.in.take('|'));
		return (parts.size() == 1) ? parts.getFirst() : new Syntax.Choice(parts);
	}

	private Syntax sequence() {
		List<Syntax> parts = new ArrayList<>();
		while (!this.in.atEnd() && !this.in.sees('|') && !this.in.sees(')')) {
			if (this.in.takeAll("\\Q")) {
				quoted(parts);
			}
			else {
				parts.add(repeated(single()));
			}
		}
		return new Syntax.Sequence(parts);
	}

	private void quoted(List<Syntax> parts) {
		while (!this.in.atEnd() && !this.in.takeAll("\\E")) {
			Syntax part = literal(this.in.next());
			if (this.in.takeAll("\\E")) {
				parts.add(repeated(part));
				return;
			}
			parts.add(part);
		}
	}

	private Syntax literal(int character) {
		return new Syntax.OneOf(this.ignoreCase ? CaseFolding.variants(character) : CharSet.of(character));
	}

	private Syntax oneOf(CharSet set) {
		return new Syntax.OneOf(this.ignoreCase ? CaseFolding.variants(set) : set);
	}

	private Syntax single() {
		int next = this.in.next();
		return switch (next) {
			case '(' -> group();
			case '[' -> new Syntax.OneOf(new ClassParser(this.in, this.ignoreCase).parse());
			case '.' -> new Syntax.OneOf(this.dotMatchesLineEnd ? CharSets.ANY : CharSets.NOT_LINE_END);
			case '^' -> new Syntax.Look(Assertion.TEXT_START);
			case '$' -> new Syntax.Look(Assertion.TEXT_END);
			case '*', '+', '?' -> throw this.in.refuse("nothing to repeat before '" + (char) next + "'");
			case '\\' -> escaped();
			default -> literal(next);
		};
	}

	private Syntax escaped() {
		CharSet set = this.in.namedSet();
		if (set != null) {
			return oneOf(set);
		}
		int next = this.in.peek();
		if (next >= '1' && next <= '9' || next == 'k') {
			throw this.in.refuse("a back-reference cannot be matched in linear time");
		}
		Assertion assertion = switch (next) {
			case 'b' -> Assertion.WORD_BOUNDARY;
			case 'B' -> Assertion.NO_WORD_BOUNDARY;
			case 'A' -> Assertion.TEXT_START;
			case 'z' -> Assertion.TEXT_END;
			default -> null;
		};
		if (assertion != null) {
			this.in.next();
			return new Syntax.Look(assertion);
		}
		return literal(this.in.escapedCharacter());
	}

	private Syntax group() {
		if (++this.depth > MAX_DEPTH) {
			throw this.in.refuse("groups more than " + MAX_DEPTH + " deep");
		}
		boolean outerIgnoreCase = this.ignoreCase;
		boolean outerDot = this.dotMatchesLineEnd;
		Syntax inner = new Syntax.Sequence(List.of());
		boolean flagsOnly = this.in.take('?') && prefix();
		if (flagsOnly) {
			this.depth--;
			return inner;
		}
		inner = choice();
		if (!this.in.take(')')) {
			throw this.in.refuse("'(' without ')'");
		}
		this.ignoreCase = outerIgnoreCase;
		this.dotMatchesLineEnd = outerDot;
		this.depth--;
		return inner;
	}

	/** Reads what follows {@code (?}; whether the group ends there, having set flags. */
	private boolean prefix() {
		if (this.in.sees('=') || this.in.sees('!') || this.in.takeAll("<=") || this.in.takeAll("<!")) {
			throw this.in.refuse("look-around cannot be matched in linear time");
		}
		if (this.in.take('>')) {
			throw this.in.refuse("atomic groups are for machines that backtrack");
		}
		if (this.in.takeAll("P<") || this.in.take('<')) {
			while (this.in.next() != '>') {
				continue;
			}
			return false;
		}
		boolean on = true;
		while (true) {
			int flag = this.in.next();
			switch (flag) {
				case ':' -> {
					return false;
				}
				case ')' -> {
					return true;
				}
				case '-' -> on = false;
				case 'i' -> this.ignoreCase = on;
				case 's' -> this.dotMatchesLineEnd = on;
				default -> throw this.in.refuse("(?" + Character.toString(flag) + ") is not supported");
			}
		}
	}

	private Syntax repeated(Syntax part) {
		int[] bounds = bounds();
		if (bounds.length == 0) {
			return part;
		}
		// the longest match wins, so that a lazy repetition is the same language
		this.in.take('?');
		if (this.in.sees('*') || this.in.sees('+') || this.in.sees('?') || this.in.seesBounds()) {
			throw this.in.refuse("a repetition of a repetition: put the inner one into a group");
		}
		return new Syntax.Repeat(part, bounds[0], bounds[1]);
	}

	private int[] bounds() {
		if (this.in.take('*')) {
			return new int[] { 0, Syntax.UNBOUNDED };
		}
		if (this.in.take('+')) {
			return new int[] { 1, Syntax.UNBOUNDED };
		}
		if (this.in.take('?')) {
			return new int[] { 0, 1 };
		}
		if (!this.in.seesBounds()) {
			return new int[0];
		}
		int[] bounds = this.in.bounds();
		if (bounds[0] > MAX_BOUND || bounds[1] > MAX_BOUND) {
			throw this.in.refuse("repeated more than " + MAX_BOUND + " times");
		}
		if (bounds[1] != Syntax.UNBOUNDED && bounds[1] < bounds[0]) {
			throw this.in.refuse("repeated at least " + bounds[0] + " and at most " + bounds[1] + " times");
		}
		return bounds;
	}

}
