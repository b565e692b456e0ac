package dev.tollgate.provider;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Receipt;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonBodyReader;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Takes an answer that comes as a whole: it is held until its usage is known, because its
 * cost is told in a header.
 */
final class AnswerCollector {

	private static final int LIMIT = 64 * 1024 * 1024;

	private final Connection connection;

	private final Exchange exchange;

	private final JsonBodyReader reader = new JsonBodyReader(LIMIT, Integer.MAX_VALUE);

	AnswerCollector(Connection connection, Exchange exchange) {
		this.connection = connection;
		this.exchange = exchange;
	}

	Mono<Answer> collect() {
		return this.connection.inbound()
			.receive()
			.doOnNext((chunk) -> this.reader.feed(chunk.retain()))
			.then(Mono.fromSupplier(this::answer))
			.doOnError((cause) -> abort())
			.doOnCancel(this::abort);
	}

	private Answer answer() {
		if (this.reader.size() == 0) {
			throw new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE, "The provider's answer is empty");
		}
		JsonBody body = this.reader.finish();
		try {
			this.exchange.wireCall().read(body, this.exchange.progress());
			Receipt receipt = this.exchange.completed();
			return new Answer.Complete(this.exchange.wireCall().answer(body, receipt), this.exchange.progress().model(),
					receipt);
		}
		finally {
			body.release();
		}
	}

	private void abort() {
		this.reader.release();
		this.exchange.close();
	}

}
