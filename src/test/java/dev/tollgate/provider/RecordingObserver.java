package dev.tollgate.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what an observer is told.
 */
public final class RecordingObserver implements AnswerObserver {

	private final List<String> told = new ArrayList<>();

	private final CompletableFuture<AnswerProgress> end = new CompletableFuture<>();

	private @Nullable GatewayException failure;

	private synchronized void tell(String word) {
		this.told.add(word);
	}

	@Override
	public void dropped(List<String> names) {
		tell("dropped " + names);
	}

	@Override
	public void contacted() {
		tell("contacted");
	}

	@Override
	public void firstContent() {
		tell("firstContent");
	}

	@Override
	public Receipt completed(AnswerProgress progress) {
		tell("completed");
		this.end.complete(progress);
		TokenUsage usage = progress.usage();
		return new Receipt((usage != null) ? usage : TokenUsage.text(3, 4), "0.000123", "standard", usage == null);
	}

	@Override
	public void failed(GatewayException failure, AnswerProgress progress) {
		tell("failed");
		this.failure = failure;
		this.end.complete(progress);
	}

	@Override
	public void cancelled(AnswerProgress progress) {
		tell("cancelled");
		this.end.complete(progress);
	}

	@Override
	public void drained(AnswerProgress progress) {
		tell("drained");
		this.end.complete(progress);
	}

	/** What was told so far. */
	public synchronized List<String> told() {
		return List.copyOf(this.told);
	}

	/** How the call failed, if it did. */
	public @Nullable GatewayException failure() {
		return this.failure;
	}

	/** Waits for the word how the call ended. */
	public AnswerProgress awaitEnd() {
		return this.end.orTimeout(20, TimeUnit.SECONDS).join();
	}

}
