package dev.tollgate.provider.springai;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import dev.tollgate.chat.Receipt;
import dev.tollgate.provider.CallWatch;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.provider.UnsupportedParameters;
import dev.tollgate.provider.UpstreamRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * One call of a chat model: the one owner of its deadlines and of the word to the
 * observer how it ended. All of its own state changes on the request's event loop; the
 * model, and whatever may take its time, runs on virtual threads.
 */
final class ModelCall extends CallWatch.Watched {

	private static final long TELL_NANOS = 1_000_000_000L;

	private final Supplier<ChatModel> model;

	private final ModelThreads threads;

	private final UpstreamRequest request;

	private final AnswerObserver observer;

	private final ProviderTimeouts timeouts;

	private final EventLoop loop;

	private final Instant created;

	private final AnswerProgress progress = new AnswerProgress();

	private @Nullable MonoSink<Answer> sink;

	private @Nullable ModelReader reader;

	private @Nullable ModelStream stream;

	private final ModelDeadlines deadlines;

	private long lastTold = System.nanoTime();

	private boolean settled;

	ModelCall(Supplier<ChatModel> model, ModelThreads threads, UpstreamRequest request, AnswerObserver observer,
			ProviderTimeouts timeouts, EventLoop loop, Instant created) {
		this.model = model;
		this.threads = threads;
		this.request = request;
		this.observer = observer;
		this.timeouts = timeouts;
		this.deadlines = new ModelDeadlines(timeouts, request.terms());
		this.loop = loop;
		this.created = created;
	}

	Mono<Answer> start() {
		return Mono.create((sink) -> {
			this.sink = sink;
			var _ = sink.onCancel(() -> onLoop(this::cancel));
			// for the thread that translates it
			this.request.request().body().retain();
			onLoop(this::begin);
		});
	}

	private void onLoop(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			tell(task);
		}
	}

	/** Has something done on the event loop, from wherever the model is. */
	void tell(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// the gateway has ended, and with it whoever would hear of it
			ModelReader.stop(this.reader);
		}
	}

	private void begin() {
		CallWatch watch = CallWatch.of(this.loop);
		watch.add(this);
		GatewayException end = watch.end();
		if (end != null) {
			// the gateway ends: nothing is spent any more
			this.request.request().body().release();
			fail(end, false);
			return;
		}
		ModelThreads.run(this::translate);
	}

	/**
	 * Off the event loop: a body may be large, and the bean may have to be made first.
	 */
	private void translate() {
		try {
			ModelPrompt prompt = ModelPrompt.of(this.request, this.model.get());
			tell(() -> translated(prompt));
		}
		catch (GatewayException ex) {
			tell(() -> refuse(ex));
		}
		catch (RuntimeException | LinkageError ex) {
			tell(() -> fail(ex));
		}
		finally {
			this.request.request().body().release();
		}
	}

	private void translated(ModelPrompt prompt) {
		if (this.settled) {
			return;
		}
		if (!prompt.unplaced().isEmpty()) {
			String first = prompt.unplaced().getFirst();
			if (this.request.unsupported() != UnsupportedParameters.DROP) {
				refuse(new InvalidRequest("The model '" + this.request.request().model()
						+ "' does not take the parameter '" + first + "'", "unsupported_parameter", first));
				return;
			}
			this.observer.dropped(prompt.unplaced());
		}
		ModelReader reader = new ModelReader(this, prompt, this.request.request().streamed());
		if (this.request.request().streamed()) {
			this.deadlines.asked();
			this.stream = new ModelStream(this, reader, new ChunkWriter(prompt, this.request, this.created),
					this.request.terms().heldBack(), sink());
		}
		this.reader = reader;
		if (reader.start(this.threads)) {
			this.observer.contacted();
		}
		else {
			fail(new UpstreamFailed(Reason.UPSTREAM_OVERLOADED,
					"Too many calls to the provider that were given up are still running"), false);
		}
	}

	/** The model has answered, with all of it. */
	void answered(ModelPrompt prompt, @Nullable ChatResponse response) {
		if (this.settled) {
			return;
		}
		byte[] json;
		try {
			json = CompletionWriter.write(ModelAnswer.of(response).whole(), prompt, this.request, this.created,
					this.progress);
		}
		catch (RuntimeException ex) {
			fail(ModelFailure.unreadable(ex), false);
			return;
		}
		Receipt receipt = completed();
		sink().success(new Answer.Complete(Unpooled.wrappedBuffer(json), this.progress.model(), receipt));
	}

	/** The model goes on with its answer. */
	void next(@Nullable ChatResponse response) {
		this.deadlines.responded();
		if (this.settled || this.stream == null) {
			return;
		}
		try {
			this.stream.next(ModelAnswer.of(response));
		}
		catch (RuntimeException ex) {
			fail(ModelFailure.unreadable(ex), false);
		}
	}

	/** The model says that it is done with a stream. */
	void ended() {
		if (this.stream != null) {
			this.stream.end();
		}
	}

	/** The model failed, or whatever stood between us and it. */
	void fail(Throwable cause) {
		ModelFailure failure = ModelFailure.of(cause, this.deadlines.hasResponded());
		if (this.stream != null && this.progress.finished()) {
			// nothing that matters was left to come
			this.stream.end();
			return;
		}
		if (failure.refused() && !this.settled) {
			this.progress.refused();
		}
		fail(failure.failure(), false);
	}

	private void fail(GatewayException failure, boolean blameless) {
		if (this.settled) {
			return;
		}
		settle();
		// before the observer asks for another
		if (blameless) {
			this.request.permit().release();
		}
		else {
			this.request.permit().failed(failure);
		}
		this.observer.failed(failure, this.progress);
		if (this.stream == null || !this.stream.fail(failure)) {
			sink().error(failure);
		}
		ModelReader.stop(this.reader);
	}

	private void refuse(GatewayException failure) {
		fail(failure, true);
	}

	/** The caller has gone away. */
	void cancel() {
		if (!this.settled) {
			settle();
			this.request.permit().release();
			this.observer.cancelled(this.progress);
			ModelReader.stop(this.reader);
		}
	}

	Receipt completed() {
		settle();
		this.request.permit().succeeded();
		return this.observer.completed(this.progress);
	}

	private void settle() {
		this.settled = true;
		unwatch();
	}

	/** The first content has come. */
	void firstContent() {
		this.request.permit().begun();
		this.observer.firstContent();
	}

	@Override
	protected void look(long now) {
		if (this.settled) {
			unwatch();
			return;
		}
		if (this.progress.hasContent() && now - this.lastTold > TELL_NANOS) {
			this.lastTold = now;
			this.observer.progressed(this.progress);
		}
		UpstreamFailed late = this.deadlines.late(now);
		if (late != null) {
			fail(late, this.deadlines.isBlameless(now, this.progress));
		}
		else if (this.stream != null) {
			this.stream.look(now);
		}
	}

	@Override
	protected void end(GatewayException cause) {
		fail(cause, false);
	}

	private MonoSink<Answer> sink() {
		return Objects.requireNonNull(this.sink);
	}

	EventLoop loop() {
		return this.loop;
	}

	AnswerProgress progress() {
		return this.progress;
	}

	ProviderTimeouts timeouts() {
		return this.timeouts;
	}

	boolean isSettled() {
		return this.settled;
	}

}
