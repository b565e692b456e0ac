package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller who asks for one buffer at a time, and checks that no more come.
 */
final class SlowSubscriber extends BaseSubscriber<ByteBuf> {

	private static final String END = "end";

	private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

	private long text;

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		// nothing is asked for yet
	}

	@Override
	protected void hookOnNext(ByteBuf event) {
		String text = event.toString(StandardCharsets.UTF_8);
		event.release();
		this.signals.add(text);
	}

	@Override
	protected void hookFinally(SignalType type) {
		this.signals.add(END);
	}

	@Override
	protected void hookOnError(Throwable failure) {
		// told by the observer
	}

	private String next() {
		try {
			String signal = this.signals.poll(20, TimeUnit.SECONDS);
			assertThat(signal).as("a signal").isNotNull();
			return signal;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Asks for so many buffers, one after the other. */
	void take(int count) {
		for (int i = 0; i < count; i++) {
			awaitSubscription();
			request(1);
			note(next());
			assertThat(this.signals).isEmpty();
		}
	}

	private void awaitSubscription() {
		while (upstream() == null) {
			Thread.onSpinWait();
		}
	}

	private void note(String signal) {
		this.text += signal.chars().filter((each) -> each == 'q').count();
	}

	/** Asks for one buffer after the other to the end. */
	void takeAll() {
		request(1);
		for (String signal = next(); !signal.equals(END); signal = next()) {
			note(signal);
			request(1);
		}
	}

	/** How many characters of text came, all of which are a q. */
	long text() {
		return this.text;
	}

}
