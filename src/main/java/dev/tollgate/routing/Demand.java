package dev.tollgate.routing;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks of whoever serves it.
 *
 * @param needs what the model must be able to do, as far as it was looked for
 * @param input how many tokens are sent, by the rule of thumb
 * @param output how many tokens an answer may have at most, or null where that is not
 * said
 * @param choices how many answers are asked for
 * @param serviceTier the service tier that is asked for, or null for the standard one
 */
public record Demand(Set<Capability> needs, long input, @Nullable Long output, int choices,
		@Nullable String serviceTier) {

	/** An answer of usual length, where the request does not say how long it may get. */
	public static final long USUAL_OUTPUT = 500;

	/** What nobody doubts that a model can do. */
	static final Demand NONE = new Demand(Set.of(), 1, null, 1, null);

	public Demand {
		needs = Set.copyOf(needs);
	}

	/** The room that is needed, in tokens: what is not asked for needs none. */
	long context() {
		return this.input + ((this.output != null) ? this.output : 0);
	}

	/** All tokens of output that are to be reckoned with. */
	long expectedOutput() {
		return ((this.output != null) ? this.output : USUAL_OUTPUT) * this.choices;
	}

}
