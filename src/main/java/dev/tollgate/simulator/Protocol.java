package dev.tollgate.simulator;

/**
 * How one provider is spoken to.
 */
interface Protocol {

	/**
	 * Answers a request.
	 * @param exchange the request
	 * @return the answer
	 * @throws Refusal if the provider would refuse it
	 */
	Reply answer(Exchange exchange);

	/**
	 * The provider's own error.
	 * @param status the HTTP status
	 * @param faults may name a code and a pause
	 * @return the error
	 */
	Reply.Whole failure(int status, Faults faults);

	/**
	 * An error as the provider words it for a certain request.
	 * @param exchange the request
	 * @param error the error
	 * @return the same, or another form of it
	 */
	default Reply.Whole refused(Exchange exchange, Reply.Whole error) {
		return error;
	}

	/**
	 * The provider's own refusal of a prompt by its content filter.
	 * @param exchange the request
	 * @return the refusal
	 */
	default Reply blocked(Exchange exchange) {
		return refused(exchange, failure(400, exchange.faults().and(Faults.of("code=content_filter"))));
	}

	/**
	 * The provider's own refusal of a request that nobody could answer.
	 * @param message what is wrong
	 * @return the error
	 */
	Reply.Whole malformed(String message);

}
