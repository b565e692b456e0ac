package dev.tollgate.policy.text;

import java.util.Map;
import java.util.TreeMap;

/**
 * The words of a list as a tree of their common beginnings.
 */
final class WordTree {

	private final ProgramWriter writer;

	private final WordPattern pattern;

	/** The words that begin with a letter or digit, and the others. */
	private final Node[] roots = { new Node(), new Node() };

	WordTree(ProgramWriter writer, WordPattern pattern) {
		this.writer = writer;
		this.pattern = pattern;
		for (String word : pattern.words()) {
			add(word);
		}
	}

	private void add(String word) {
		Node node = this.roots[CharSets.WORD.contains(word.codePointAt(0)) ? 0 : 1];
		for (int character : word.codePoints().toArray()) {
			int key = this.pattern.respectsCase() ? character : CaseFolding.fold(character);
			node = node.next.computeIfAbsent(key, (_) -> new Node());
			node.letter = CharSets.WORD.contains(character);
		}
		node.ends = true;
	}

	int write(int found) {
		int bounded = this.pattern.wholeWords() ? this.writer.add(new Instruction.Look(Assertion.WORD_BOUNDARY, found))
				: found;
		int letters = write(this.roots[0], found, bounded);
		if (this.pattern.wholeWords()) {
			letters = this.writer.add(new Instruction.Look(Assertion.WORD_BOUNDARY, letters));
		}
		int others = write(this.roots[1], found, bounded);
		return this.writer.add(new Instruction.Branch(new int[] { letters, others }));
	}

	private int write(Node node, int found, int bounded) {
		int end = node.letter ? bounded : found;
		if (node.next.isEmpty() && node.ends) {
			return end;
		}
		CharSet[] sets = new CharSet[node.next.size()];
		int[] targets = new int[sets.length];
		int used = 0;
		for (Map.Entry<Integer, Node> entry : node.next.entrySet()) {
			int character = entry.getKey();
			sets[used] = this.pattern.respectsCase() ? CharSet.of(character) : CaseFolding.variants(character);
			targets[used++] = write(entry.getValue(), found, bounded);
		}
		int fork = this.writer.add(new Instruction.Fork(sets, targets));
		return node.ends ? this.writer.add(new Instruction.Branch(new int[] { end, fork })) : fork;
	}

	private static final class Node {

		private final Map<Integer, Node> next = new TreeMap<>();

		private boolean ends;

		/** Whether the character that leads here is one that a boundary follows. */
		private boolean letter;

	}

}
