package dev.tollgate.chat;

import org.jspecify.annotations.Nullable;

/**
 * What is known so far of an answer that is passing by; it changes on one thread only.
 */
public final class AnswerProgress {

	private @Nullable TokenUsage usage;

	private @Nullable String model;

	private @Nullable String id;

	private @Nullable String serviceTier;

	private @Nullable String finishReason;

	private long contentBytes;

	private long contentEvents;

	private long bytesAtUsage;

	private long eventsAtUsage;

	private boolean refused;

	private boolean content;

	private boolean finished;

	private long arrivedAt;

	/**
	 * The usage that the provider reported last.
	 * @return the usage, or null if it has reported none
	 */
	public @Nullable TokenUsage usage() {
		return this.usage;
	}

	/**
	 * Notes a report of usage, which replaces an earlier one: reports are cumulative. It
	 * covers the content noted before.
	 * @param usage the usage, or null if the report was absent or absurd
	 */
	public void usage(@Nullable TokenUsage usage) {
		if (usage != null) {
			this.usage = usage;
			this.bytesAtUsage = this.contentBytes;
			this.eventsAtUsage = this.contentEvents;
		}
	}

	/**
	 * The model that answers, in the provider's words.
	 * @return the response model, or null if it is not known
	 */
	public @Nullable String model() {
		return this.model;
	}

	/**
	 * Notes the model that answers.
	 * @param model the response model
	 */
	public void model(@Nullable String model) {
		if (model != null) {
			this.model = model;
		}
	}

	/**
	 * The provider's id of the answer.
	 * @return the id, or null if it is not known
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * Notes the provider's id of the answer.
	 * @param id the id
	 */
	public void id(@Nullable String id) {
		if (id != null) {
			this.id = id;
		}
	}

	/**
	 * The service tier that was used, which decides the price.
	 * @return for instance {@code flex}, or null if the provider named none
	 */
	public @Nullable String serviceTier() {
		return this.serviceTier;
	}

	/**
	 * Notes the service tier that was used.
	 * @param serviceTier the tier
	 */
	public void serviceTier(@Nullable String serviceTier) {
		if (serviceTier != null) {
			this.serviceTier = serviceTier;
		}
	}

	/**
	 * Why the answer ended, in OpenAI's or Gemini's words.
	 * @return the reason, or null if it has not ended
	 */
	public @Nullable String finishReason() {
		return this.finishReason;
	}

	/**
	 * Notes that the answer, or one choice of it, is complete.
	 * @param reason why it ended
	 */
	public void finished(@Nullable String reason) {
		this.finished = true;
		if (reason != null) {
			this.finishReason = reason;
		}
	}

	/**
	 * Whether the answer said that it is complete.
	 * @return true once a reason to end was seen
	 */
	public boolean finished() {
		return this.finished;
	}

	/**
	 * Notes content that passed.
	 * @param bytes its size as UTF-8, escapes included
	 */
	public void content(long bytes) {
		this.content = true;
		this.contentEvents++;
		this.contentBytes += bytes;
	}

	/**
	 * Whether any content passed.
	 * @return true from the first content on
	 */
	public boolean hasContent() {
		return this.content;
	}

	/**
	 * How much content passed, to estimate the usage of an answer that was cut.
	 * @return the size in bytes
	 */
	public long contentBytes() {
		return this.contentBytes;
	}

	/**
	 * In how many pieces content passed: a token each at least, if it was streamed.
	 * @return the number of pieces
	 */
	public long contentEvents() {
		return this.contentEvents;
	}

	/**
	 * How much content passed that the last report of usage cannot know of.
	 * @return the size in bytes, of all content where no usage was reported
	 */
	public long bytesAfterUsage() {
		return this.contentBytes - this.bytesAtUsage;
	}

	/**
	 * In how many pieces content passed that the last report of usage cannot know of.
	 * @return the number of pieces, of all content where no usage was reported
	 */
	public long eventsAfterUsage() {
		return this.contentEvents - this.eventsAtUsage;
	}

	/**
	 * Notes that the last byte of an answer as a whole is there, before it is read.
	 * @param nanos when, by {@link System#nanoTime()}
	 */
	public void arrived(long nanos) {
		this.arrivedAt = nanos;
	}

	/**
	 * When the last byte of an answer as a whole was there.
	 * @param otherwise what is given where nobody noted it
	 * @return the time by {@link System#nanoTime()}
	 */
	public long arrivedAt(long otherwise) {
		return (this.arrivedAt != 0) ? this.arrivedAt : otherwise;
	}

	/**
	 * Notes that the provider answered with an error in its own words, by status or
	 * instead of an answer.
	 */
	public void refused() {
		this.refused = true;
	}

	/**
	 * Whether the provider answered with an error in its own words.
	 * @return true once it did, be it after content
	 */
	public boolean isRefused() {
		return this.refused;
	}

}
