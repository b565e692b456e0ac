package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the patterns as one program, back to front: what comes after a part is known
 * when it is written (Thompson's construction).
 */
final class ProgramWriter {

	/**
	 * How many steps an expression may have: each is work for every character at worst.
	 */
	private static final int MAX_STEPS = 4_000;

	private final List<Instruction> instructions = new ArrayList<>();

	/** By instruction, the pattern that it is a part of. */
	private final List<Integer> owners = new ArrayList<>();

	private final List<TextPattern> patterns;

	private int owner;

	private int ownFrom;

	ProgramWriter(List<TextPattern> patterns) {
		this.patterns = patterns;
	}

	ProgramWriter(TextPattern pattern) {
		this(List.of(pattern));
	}

	Program writeAll() {
		int[] starts = new int[this.patterns.size()];
		for (this.owner = 0; this.owner < starts.length; this.owner++) {
			starts[this.owner] = write(this.patterns.get(this.owner));
		}
		this.owner = 0;
		int start = add(new Instruction.Branch(starts));
		return new Program(List.copyOf(this.patterns), this.instructions.toArray(Instruction[]::new),
				this.owners.stream().mapToInt(Integer::intValue).toArray(), start);
	}

	int write(TextPattern pattern) {
		this.ownFrom = this.instructions.size();
		int found = add(new Instruction.Found(this.owner));
		return switch (pattern) {
			case ExpressionPattern expression -> write(expression.syntax(), found);
			case WordPattern words -> new WordTree(this, words).write(found);
		};
	}

	int add(Instruction instruction) {
		this.instructions.add(instruction);
		this.owners.add(this.owner);
		return this.instructions.size() - 1;
	}

	private int write(Syntax syntax, int next) {
		if (this.instructions.size() - this.ownFrom > MAX_STEPS) {
			throw new InvalidPatternException(this.patterns.get(this.owner).name(),
					"its repetitions make it larger than " + MAX_STEPS + " steps");
		}
		return switch (syntax) {
			case Syntax.OneOf one -> add(new Instruction.Read(one.set(), next));
			case Syntax.Look look -> add(new Instruction.Look(look.assertion(), next));
			case Syntax.Sequence sequence -> {
				int target = next;
				for (Syntax part : sequence.parts().reversed()) {
					target = write(part, target);
				}
				yield target;
			}
			case Syntax.Choice choice ->
				add(new Instruction.Branch(choice.parts().stream().mapToInt((part) -> write(part, next)).toArray()));
			case Syntax.Repeat repeat -> write(repeat, next);
		};
	}

	private int write(Syntax.Repeat repeat, int next) {
		int target = next;
		if (repeat.max() == Syntax.UNBOUNDED) {
			int[] targets = { next, next };
			target = add(new Instruction.Branch(targets));
			targets[0] = write(repeat.part(), target);
		}
		for (int optional = repeat.min(); optional < repeat.max(); optional++) {
			target = add(new Instruction.Branch(new int[] { write(repeat.part(), target), next }));
		}
		for (int required = 0; required < repeat.min(); required++) {
			target = write(repeat.part(), target);
		}
		return target;
	}

}
