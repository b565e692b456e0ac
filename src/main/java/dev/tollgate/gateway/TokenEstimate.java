package dev.tollgate.gateway;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.TokenUsage;

/**
 * The tokens that a call is billed, however it ended, and whether they are, in part at
 * least, an estimate because the provider did not report them. How it ended decides
 * nothing; what is known to have happened does:
 * <ol>
 * <li>a request that was never sent, and a count of tokens, are free;
 * <li>what the provider reported is billed, and content that came after its last report
 * is added by estimate;
 * <li>an error in the provider's own words, instead of content, is free;
 * <li>else, the request having been sent, its prompt and the content that came are billed
 * by estimate, whether there was an answer or not.
 * </ol>
 *
 * @param usage the tokens
 * @param estimated whether the provider did not report all of them
 */
record TokenEstimate(TokenUsage usage, boolean estimated) {

	/** Events that are this short in the mean are of one token. */
	private static final int EVENT_OF_A_TOKEN = 6;

	/** As many answers as {@code best_of} may have written for the one that is seen. */
	private static final int UNSEEN_ANSWERS = 20;

	/** Room for thoughts that a provider does not tell apart; no model writes more. */
	private static final int UNSEEN_TOKENS = 200_000;

	private static final TokenEstimate FREE = new TokenEstimate(TokenUsage.NONE, true);

	/**
	 * Says what a call is billed.
	 * @param contacted whether the request was sent, or may have been
	 * @param request the request
	 * @param progress what is known of the answer, all content noted
	 * @return the tokens
	 */
	static TokenEstimate of(boolean contacted, ChatRequest request, AnswerProgress progress) {
		if (!contacted || request.operation() == Operation.COUNT_TOKENS) {
			return FREE;
		}
		TokenUsage reported = progress.usage();
		if (reported != null && isPlausible(reported, progress)) {
			return completed(reported, progress);
		}
		if (progress.isRefused() && !progress.hasContent()) {
			return FREE;
		}
		return new TokenEstimate(
				TokenUsage.text(input(request.textSize()), output(progress.contentBytes(), progress.contentEvents())),
				true);
	}

	/**
	 * A report that knows of no output although there was some is one of the prompt only.
	 */
	private static TokenEstimate completed(TokenUsage reported, AnswerProgress progress) {
		long missing = (reported.output() == 0) ? output(progress.contentBytes(), progress.contentEvents())
				: output(progress.bytesAfterUsage(), progress.eventsAfterUsage());
		if (missing == 0) {
			return new TokenEstimate(reported, false);
		}
		return new TokenEstimate(new TokenUsage(reported.input(), reported.cachedInput(), reported.cacheWrite(),
				reported.audioInput(), reported.cachedAudioInput(), reported.imageInput(), reported.videoInput(),
				reported.output() + missing, reported.reasoning(), reported.audioOutput(), reported.imageOutput()),
				true);
	}

	/**
	 * Whether the output can be that much, thoughts and media, which have no bytes,
	 * aside.
	 */
	private static boolean isPlausible(TokenUsage reported, AnswerProgress progress) {
		long text = reported.output() - reported.reasoning() - reported.audioOutput() - reported.imageOutput();
		return text <= UNSEEN_TOKENS + UNSEEN_ANSWERS * progress.contentBytes();
	}

	/**
	 * Estimates a prompt.
	 * @param bytes its text as UTF-8; media are left out
	 * @return the tokens, at least one
	 */
	static long input(long bytes) {
		return Math.max(1, bytes / ChatRequest.BYTES_PER_TOKEN);
	}

	/**
	 * Estimates an answer, or a part of it. OpenAI and DeepSeek stream a token an event,
	 * Gemini several.
	 * @param bytes its text as UTF-8
	 * @param events in how many pieces it came, each a token at least
	 * @return the tokens
	 */
	static long output(long bytes, long events) {
		boolean oneEach = bytes <= events * EVENT_OF_A_TOKEN;
		return oneEach ? events : Math.max(events, Math.ceilDiv(bytes, ChatRequest.BYTES_PER_TOKEN));
	}

}
