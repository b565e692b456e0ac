package dev.tollgate.simulator;

/**
 * A request that the provider refuses.
 */
final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Reply.Whole reply;

	Refusal(Reply.Whole reply) {
		super("refused with " + reply.status(), null, false, false);
		this.reply = reply;
	}

	Reply.Whole reply() {
		return this.reply;
	}

}
