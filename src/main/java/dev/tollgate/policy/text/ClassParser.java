package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what stands in brackets.
 */
final class ClassParser {

	private final ExpressionReader in;

	private final boolean ignoreCase;

	ClassParser(ExpressionReader in, boolean ignoreCase) {
		this.in = in;
		this.ignoreCase = ignoreCase;
	}

	/** The bracket that opens has been read; the one that closes will be. */
	CharSet parse() {
		boolean negated = this.in.take('^');
		List<CharSet> parts = new ArrayList<>();
		// a bracket that closes, as the first, is a character
		do {
			parts.add(part());
		}
		while (!this.in.take(']'));
		CharSet set = CharSet.union(parts.toArray(CharSet[]::new));
		if (this.ignoreCase) {
			set = CaseFolding.variants(set);
		}
		return negated ? set.negated() : set;
	}

	private CharSet part() {
		if (this.in.takeAll("[:")) {
			return posix();
		}
		if (this.in.sees('[')) {
			throw this.in.refuse("'[' within brackets must be written '\\['");
		}
		int first = this.in.next();
		if (first == '\\') {
			CharSet named = this.in.namedSet();
			if (named != null) {
				return named;
			}
			first = this.in.escapedCharacter();
		}
		if (!this.in.take('-')) {
			return CharSet.of(first);
		}
		if (this.in.sees(']')) {
			return CharSet.union(CharSet.of(first), CharSet.of('-'));
		}
		int last = this.in.next();
		if (last == '\\') {
			last = this.in.escapedCharacter();
		}
		if (last < first) {
			throw this.in.refuse("a range that runs backwards");
		}
		return CharSet.range(first, last);
	}

	private CharSet posix() {
		boolean negated = this.in.take('^');
		String name = this.in.until(":]");
		CharSet set = CharSets.posix(name);
		if (set == null) {
			throw this.in.refuse("no class is named '[:" + name + ":]'");
		}
		return negated ? set.negated() : set;
	}

}
