package dev.tollgate.provider;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.GatewayException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The outcome of an exchange: one operator in place of those that would take the single
 * answer, map its failure and hear of its cancellation. It looks its context up once,
 * because the client below asks for it many times, each time through the whole chain.
 */
final class ExchangeMono extends Mono<Answer> {

	private final Flux<Answer> source;

	private final Exchange exchange;

	ExchangeMono(Flux<Answer> source, Exchange exchange) {
		this.source = source;
		this.exchange = exchange;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Answer> actual) {
		this.source.subscribe(new AnswerSubscriber(actual, this.exchange));
		this.exchange.asked();
	}

	private static final class AnswerSubscriber implements CoreSubscriber<Answer>, Subscription {

		private final CoreSubscriber<? super Answer> actual;

		private final Exchange exchange;

		private final Context context;

		private @Nullable Subscription source;

		private @Nullable Answer answer;

		private boolean ended;

		AnswerSubscriber(CoreSubscriber<? super Answer> actual, Exchange exchange) {
			this.actual = actual;
			this.exchange = exchange;
			this.context = actual.currentContext();
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription source) {
			this.source = source;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(Answer answer) {
			this.answer = answer;
		}

		@Override
		public void onError(Throwable cause) {
			this.ended = true;
			GatewayException failure = this.exchange.failed(cause);
			// to a caller who went away an error would only be noise in the log
			if (!this.exchange.isCancelled()) {
				this.actual.onError(failure);
			}
		}

		@Override
		public void onComplete() {
			this.ended = true;
			if (this.exchange.isCancelled()) {
				return;
			}
			if (this.answer != null) {
				this.actual.onNext(this.answer);
			}
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			if (this.source != null) {
				// the source completes after its one answer, whatever more is asked for
				this.source.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void cancel() {
			if (this.ended || this.exchange.goesOn(this::cancel)) {
				return;
			}
			this.exchange.cancelled();
			if (this.source != null) {
				this.source.cancel();
			}
			// not before, or the loss of the connection would be an error to nobody
			this.exchange.dispose();
		}

	}

}
