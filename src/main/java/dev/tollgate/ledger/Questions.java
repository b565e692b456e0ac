package dev.tollgate.ledger;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * What is to be asked of the database once it has all that the journal had when the
 * question came. Any thread may come with one; one thread asks them all.
 */
final class Questions {

	private final Journal journal;

	private final JournalReader reader;

	private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();

	Questions(Journal journal) {
		this.journal = journal;
		this.reader = journal.reader();
	}

	<T> CompletableFuture<T> add(Supplier<T> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		this.waiting.add(new Question(this.journal.end(), () -> ask(question, answer)));
		this.reader.nudge();
		return answer;
	}

	private static <T> void ask(Supplier<T> question, CompletableFuture<T> answer) {
		try {
			answer.complete(question.get());
		}
		catch (RuntimeException ex) {
			answer.completeExceptionally(ex);
		}
	}

	/** Whether all has been read that the next one is about. */
	boolean isDue() {
		Question next = this.waiting.peek();
		return next != null && this.reader.isPast(next.end());
	}

	/** Asks those that are due; what was read must have been written. */
	void ask() {
		while (isDue()) {
			this.waiting.remove().asked().run();
		}
	}

	/**
	 * A question.
	 *
	 * @param end what has to be written before
	 * @param asked asks it
	 */
	private record Question(JournalReader.Position end, Runnable asked) {
	}

}
