package dev.tollgate.provider;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Puts the flushes of a channel off until its event loop has gone through all that was
 * ready, and then does them one behind the other with those of the other channels.
 * <p>
 * A write to a peer that sleeps wakes it up, which costs the writer more than the write.
 * Peers that many connections share, a proxy in front or a provider's front end, are
 * woken once a round rather than once a message; and what is written to one connection in
 * a round leaves in one system call. On a loop with nothing else to do a round is one
 * message, so that nothing waits.
 */
public final class BatchedFlush extends ChannelDuplexHandler {

	private static final FastThreadLocal<Round> ROUND = new FastThreadLocal<>() {
		@Override
		protected Round initialValue() {
			return new Round();
		}
	};

	private boolean pending;

	private BatchedFlush() {
	}

	/**
	 * Sets a channel up, next to its socket.
	 * @param channel a new channel
	 */
	public static void on(Channel channel) {
		channel.pipeline().addFirst("tollgate.batchedFlush", new BatchedFlush());
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		if (!this.pending) {
			this.pending = true;
			ROUND.get().add(this, context);
		}
	}

	private void flushNow(ChannelHandlerContext context) {
		if (this.pending) {
			this.pending = false;
			context.flush();
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		// what was to leave before leaves before
		flushNow(context);
		var _ = context.close(promise);
	}

	@Override
	public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
		flushNow(context);
		var _ = context.disconnect(promise);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		// more than a buffer's worth waits: it need not wait for the round
		if (!context.channel().isWritable()) {
			flushNow(context);
		}
		context.fireChannelWritabilityChanged();
	}

	/** The channels of one event loop that have something to flush. */
	private static final class Round implements Runnable {

		private List<BatchedFlush> handlers = new ArrayList<>();

		private List<ChannelHandlerContext> contexts = new ArrayList<>();

		private List<BatchedFlush> spareHandlers = new ArrayList<>();

		private List<ChannelHandlerContext> spareContexts = new ArrayList<>();

		void add(BatchedFlush handler, ChannelHandlerContext context) {
			if (this.handlers.isEmpty()) {
				// tasks run when all that was ready has been read
				context.executor().execute(this);
			}
			this.handlers.add(handler);
			this.contexts.add(context);
		}

		@Override
		public void run() {
			List<BatchedFlush> handlers = this.handlers;
			List<ChannelHandlerContext> contexts = this.contexts;
			// what a flush brings about may ask for flushes: those are the next round's
			this.handlers = this.spareHandlers;
			this.contexts = this.spareContexts;
			for (int i = 0; i < handlers.size(); i++) {
				handlers.get(i).flushNow(contexts.get(i));
			}
			handlers.clear();
			contexts.clear();
			this.spareHandlers = handlers;
			this.spareContexts = contexts;
		}

	}

}
