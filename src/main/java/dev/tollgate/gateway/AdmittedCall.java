package dev.tollgate.gateway;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.limits.Grant;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * A call that begins when it is let in. It owns what is granted until the call does: if
 * the caller goes away while it waits, what comes then is given back.
 */
final class AdmittedCall extends Mono<GatewayAnswer> implements Subscription {

	private final Supplier<CompletableFuture<Grant>> admission;

	private final Function<Grant, Mono<GatewayAnswer>> call;

	private final Home home = Home.ofThisThread();

	private Consumer<GatewayException> onRefusal = (refusal) -> {
		// nobody wants to know
	};

	private @Nullable CoreSubscriber<? super GatewayAnswer> actual;

	private @Nullable Subscription running;

	private boolean cancelled;

	AdmittedCall(Supplier<CompletableFuture<Grant>> admission, Function<Grant, Mono<GatewayAnswer>> call) {
		this.admission = admission;
		this.call = call;
	}

	/** Has somebody told of a refusal before the caller is. */
	AdmittedCall doOnRefusal(Consumer<GatewayException> onRefusal) {
		this.onRefusal = onRefusal;
		return this;
	}

	@Override
	public void subscribe(CoreSubscriber<? super GatewayAnswer> actual) {
		this.actual = actual;
		actual.onSubscribe(this);
		CompletableFuture<Grant> admission = ask();
		if (admission.isDone() && this.home.isHere()) {
			admitted(admission);
		}
		else {
			var _ = admission.whenComplete((_, _) -> this.home.resume(() -> admitted(admission)));
		}
	}

	private CompletableFuture<Grant> ask() {
		try {
			return this.admission.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void admitted(CompletableFuture<Grant> admission) {
		if (admission.isCompletedExceptionally()) {
			refused(admission.exceptionNow());
			return;
		}
		Grant grant = admission.join();
		boolean gone;
		synchronized (this) {
			gone = this.cancelled;
		}
		if (gone) {
			grant.end(Usd.ZERO, 0);
		}
		else {
			begin(grant);
		}
	}

	private void begin(Grant grant) {
		Mono<GatewayAnswer> call;
		try {
			call = this.call.apply(grant);
		}
		catch (RuntimeException ex) {
			grant.end(Usd.ZERO, 0);
			refused(ex);
			return;
		}
		call.subscribe(new Relay());
	}

	private void refused(Throwable failure) {
		if (failure instanceof GatewayException refusal) {
			this.onRefusal.accept(refusal);
		}
		actual().onError(failure);
	}

	private CoreSubscriber<? super GatewayAnswer> actual() {
		return Objects.requireNonNull(this.actual);
	}

	@Override
	public void request(long count) {
		// a Mono, whose one answer comes when it comes
	}

	@Override
	public void cancel() {
		Subscription running;
		synchronized (this) {
			this.cancelled = true;
			running = this.running;
		}
		if (running != null) {
			running.cancel();
		}
	}

	/** Takes the answer of the call that was let in to its caller. */
	private final class Relay implements CoreSubscriber<GatewayAnswer> {

		@Override
		public Context currentContext() {
			return actual().currentContext();
		}

		@Override
		public void onSubscribe(Subscription running) {
			boolean gone;
			synchronized (AdmittedCall.this) {
				AdmittedCall.this.running = running;
				gone = AdmittedCall.this.cancelled;
			}
			running.request(Long.MAX_VALUE);
			if (gone) {
				running.cancel();
			}
		}

		@Override
		public void onNext(GatewayAnswer answer) {
			actual().onNext(answer);
		}

		@Override
		public void onError(Throwable failure) {
			actual().onError(failure);
		}

		@Override
		public void onComplete() {
			actual().onComplete();
		}

	}

}
