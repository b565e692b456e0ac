package dev.tollgate.simulator;

import com.knuddels.jtokkit.api.IntArrayList;

/**
 * The tokens of a prompt.
 *
 * @param text those of text, functions and the marks around each message included
 * @param image those of pictures
 * @param audio those of recordings
 * @param video those of films
 * @param document those of documents
 * @param cached those of all that the prompt cache held
 */
record InputCount(int text, int image, int audio, int video, int document, int cached) {

	/**
	 * Counts a prompt.
	 * @param prompt the prompt
	 * @param marks the tokens around each message
	 * @param cache the provider's cache
	 * @param unit the tokens of a cache unit, 0 where there is no cache
	 * @param least the shortest prompt that is cached
	 * @param faults may ask for a certain number of cached tokens
	 * @return the counts
	 */
	static InputCount of(Prompt prompt, int marks, PromptCache cache, int unit, int least, Faults faults) {
		IntArrayList ids = Tokens.ids(prompt.text());
		int text = Math.max(1, ids.size() + marks * prompt.turns().size());
		int seen = (unit > 0) ? cache.seen(prompt.model() + prompt.media().hashCode(), ids, unit, least) : 0;
		InputCount count = new InputCount(text, prompt.tokens(Medium.Kind.IMAGE), prompt.tokens(Medium.Kind.AUDIO),
				prompt.tokens(Medium.Kind.VIDEO), prompt.tokens(Medium.Kind.DOCUMENT), 0);
		return count.withCached(Math.min(faults.number("cached", seen), count.total()));
	}

	int total() {
		return this.text + this.image + this.audio + this.video + this.document;
	}

	SimulatedCall.Usage usage() {
		return new SimulatedCall.Usage(total(), this.cached, this.audio, 0, 0);
	}

	private InputCount withCached(int tokens) {
		return new InputCount(this.text, this.image, this.audio, this.video, this.document, tokens);
	}

}
