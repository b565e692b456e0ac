package dev.tollgate.provider.springai;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Calls a chat model, or takes its stream as far as the caller keeps up, on a virtual
 * thread of its own. Models may block wherever they are asked for something, be it to
 * begin, to go on or to stop.
 */
final class ModelReader implements CoreSubscriber<ChatResponse>, Runnable {

	/** How much of a stream may be on its way to a caller who does not read. */
	static final int WINDOW = 16;

	private final ModelCall call;

	private final ModelPrompt prompt;

	private final boolean streamed;

	private final Semaphore demand = new Semaphore(WINDOW);

	private volatile @Nullable Thread thread;

	/** A publisher may take its time to give us a subscription. */
	private final CountDownLatch subscribed = new CountDownLatch(1);

	private volatile @Nullable Subscription subscription;

	private volatile boolean over;

	ModelReader(ModelCall call, ModelPrompt prompt, boolean streamed) {
		this.call = call;
		this.prompt = prompt;
		this.streamed = streamed;
	}

	/** Begins, unless too many threads are held by calls that were given up. */
	boolean start(ModelThreads threads) {
		this.thread = threads.start(this);
		return this.thread != null;
	}

	@Override
	public void run() {
		try {
			Flux<ChatResponse> stream = this.streamed ? stream(this.prompt.model()) : null;
			if (stream != null) {
				stream.subscribe(this);
				goOn();
			}
			else {
				whole();
			}
		}
		catch (InterruptedException ex) {
			// only ever by ourselves, once nobody waits any more
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			onError(ex);
		}
	}

	/** The stream, or null from a model that gives its answers as a whole only. */
	private @Nullable Flux<ChatResponse> stream(ChatModel model) {
		try {
			return model.stream(this.prompt.prompt());
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
	}

	private void whole() {
		ChatResponse response = this.prompt.model().call(this.prompt.prompt());
		if (!this.streamed) {
			this.call.tell(() -> this.call.answered(this.prompt, response));
			return;
		}
		ChatResponse finished = ModelAnswer.finished(response);
		this.call.tell(() -> {
			this.call.next(finished);
			this.call.ended();
		});
	}

	private void goOn() throws InterruptedException {
		this.subscribed.await();
		while (!this.over) {
			this.demand.acquire();
			Subscription subscription = this.subscription;
			if (!this.over && subscription != null) {
				subscription.request(1L + this.demand.drainPermits());
			}
		}
	}

	/** Lets so many more responses come. */
	void more(int count) {
		this.demand.release(count);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.subscribed.countDown();
		if (this.over) {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(ChatResponse response) {
		if (!this.over) {
			this.call.tell(() -> this.call.next(response));
		}
	}

	@Override
	public void onError(Throwable cause) {
		finish(() -> this.call.fail(cause));
	}

	@Override
	public void onComplete() {
		finish(this.call::ended);
	}

	private void finish(Runnable word) {
		if (!this.over) {
			this.over = true;
			this.demand.release();
			this.call.tell(word);
		}
	}

	/**
	 * Ends a call that nobody waits for any more. Both ways of ending it may block, and
	 * neither needs to work.
	 */
	static void stop(@Nullable ModelReader reader) {
		if (reader != null && !reader.over) {
			reader.over = true;
			ModelThreads.run(reader::stop);
		}
	}

	private void stop() {
		Thread thread = this.thread;
		if (thread != null) {
			thread.interrupt();
		}
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
