package dev.tollgate.policy.text;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One text on its way through a filter. Only what could still be a part of a match is
 * held back.
 */
public final class TextCursor {

	private final Automaton automaton;

	private final CharClasses classes;

	private final int maxHeld;

	private final Replacement replacement;

	private final Match match = new Match();

	/** What is held back, and the piece that is being read. All places are in it. */
	private String text = "";

	private Assertion.Neighbour before = Assertion.Neighbour.NONE;

	private State state;

	/** By group of the state, where its match began. */
	private int[] starts = new int[8];

	/** The next character to read. */
	private int at;

	/** Up to where the text has been let out, or replaced. */
	private int released;

	/** What has been let out of this text, if it isn't simply a part of it. */
	private @Nullable StringBuilder out;

	private @Nullable String refusedBy;

	private boolean changed;

	private long steps;

	TextCursor(Automaton automaton, int maxHeld, Replacement replacement) {
		this.automaton = automaton;
		this.classes = automaton.program().classes();
		this.maxHeld = maxHeld;
		this.replacement = replacement;
		this.state = automaton.start(this.before);
	}

	/**
	 * Reads the next piece, which may begin and end anywhere.
	 * @param piece the piece
	 * @return what can be let out now, perhaps empty; the piece itself if all of it can,
	 * and nothing was held back
	 */
	public String feed(String piece) {
		if (this.refusedBy != null || piece.isEmpty()) {
			return "";
		}
		this.text = this.text.isEmpty() ? piece : this.text.concat(piece);
		int length = this.text.length();
		// half a character waits for its other half
		read(Character.isHighSurrogate(this.text.charAt(length - 1)) ? (length - 1) : length);
		return release(Math.min(this.at, this.match.isFound() ? Math.min(this.match.start(), began()) : began()));
	}

	/**
	 * Ends the text. The cursor is of no use after it.
	 * @return what was held back, without what was found in it
	 */
	public String finish() {
		int length = this.text.length();
		read(length);
		while (this.refusedBy == null && this.state.groups > 0) {
			take(this.classes.count(), length);
			if (this.match.isFound() || this.state.settled) {
				settle();
			}
			else {
				this.state = this.automaton.start(Assertion.Neighbour.NONE);
			}
			read(length);
		}
		return release(length);
	}

	/**
	 * Who refused the text.
	 * @return the name of the pattern for whose match there was no replacement, after
	 * which nothing is let out; null if none
	 */
	public @Nullable String refusedBy() {
		return this.refusedBy;
	}

	boolean isChanged() {
		return this.changed;
	}

	/** How many characters were looked at, those that were looked at again included. */
	long steps() {
		return this.steps;
	}

	private int began() {
		return (this.state.groups > 0) ? this.starts[0] : this.at;
	}

	private void read(int end) {
		while (this.at < end && this.refusedBy == null) {
			if (this.state.groups == 0) {
				skip(end);
				if (this.at == end) {
					return;
				}
			}
			int character = this.text.codePointAt(this.at);
			take(this.classes.of(character), this.at + Character.charCount(character));
			if (this.state.settled) {
				settle();
			}
			else if (this.state.groups > 0 && this.at - this.starts[0] > this.maxHeld) {
				giveUp();
			}
		}
	}

	/** Reads the characters with which nothing begins. */
	private void skip(int end) {
		State here = this.state;
		int from = this.at;
		int next = from;
		while (next < end) {
			char unit = this.text.charAt(next);
			State.Step step = here.steps[this.classes.ofUnit(unit)];
			if (step == null || step.to() != here || Character.isSurrogate(unit)) {
				break;
			}
			next++;
		}
		this.at = next;
		this.steps += next - from;
	}

	private void take(int oneClass, int next) {
		this.steps++;
		State.Step step = this.state.steps[oneClass];
		if (step == null) {
			step = this.automaton.step(this.state, oneClass);
		}
		if (step.found() >= 0) {
			this.match.found(this.starts[step.found()], this.at, step.patterns());
		}
		int[] sources = step.sources();
		if (sources != null) {
			move(sources);
		}
		this.at = next;
		this.state = step.to();
		if (this.state.found >= 0) {
			this.match.found(this.starts[this.state.found], next, this.state.key.patterns());
		}
	}

	private void move(int[] sources) {
		if (sources.length > this.starts.length) {
			this.starts = Arrays.copyOf(this.starts, 2 * sources.length);
		}
		// none comes from one before it
		for (int group = 0; group < sources.length; group++) {
			this.starts[group] = (sources[group] >= 0) ? this.starts[sources[group]] : this.at;
		}
	}

	/** Nothing can replace the match any more. */
	private void settle() {
		int next = this.released;
		if (this.match.isFound()) {
			int start = this.match.start();
			String name = this.match.choose(this.text, this.automaton.program().patterns());
			if (name != null) {
				next = this.match.end();
				replace(start, next, name);
			}
			else {
				// it failed its check, but another may begin within it
				next = start + Character.charCount(this.text.codePointAt(start));
			}
			this.match.forget();
		}
		this.at = next;
		this.state = this.automaton.start(neighbour(next));
	}

	/** What is held back is too long: it is treated as a match, and may go on as one. */
	private void giveUp() {
		replace(this.starts[0], this.at, this.automaton.firstPattern(this.state));
		this.match.forget();
		for (int group = 0; group < this.state.groups; group++) {
			this.starts[group] = this.at;
		}
	}

	private void replace(int start, int end, String name) {
		StringBuilder builder = this.out;
		if (builder == null) {
			builder = new StringBuilder(this.text.length());
			this.out = builder;
		}
		builder.append(this.text, this.released, start);
		this.released = end;
		this.changed = true;
		String replaced = this.replacement.replace(name, this.text.substring(start, end));
		if (replaced == null) {
			this.refusedBy = name;
		}
		else {
			builder.append(replaced);
		}
	}

	private Assertion.Neighbour neighbour(int place) {
		if (place == 0) {
			return this.before;
		}
		return this.automaton.program().neighbour(this.classes.of(this.text.codePointBefore(place)));
	}

	private String release(int to) {
		StringBuilder builder = this.out;
		if (this.refusedBy != null) {
			this.text = "";
			this.out = null;
			return (builder != null) ? builder.toString() : "";
		}
		String result;
		if (builder != null) {
			result = builder.append(this.text, this.released, to).toString();
			this.out = null;
		}
		else {
			result = this.text.substring(0, to);
		}
		rebase(to);
		return result;
	}

	private void rebase(int by) {
		this.before = neighbour(by);
		this.text = this.text.substring(by);
		this.at -= by;
		this.released = 0;
		this.match.rebase(by);
		for (int group = 0; group < this.state.groups; group++) {
			this.starts[group] -= by;
		}
	}

}
