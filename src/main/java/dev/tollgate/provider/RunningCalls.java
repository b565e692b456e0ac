package dev.tollgate.provider;

import dev.tollgate.chat.GatewayException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

import org.springframework.stereotype.Component;

/**
 * The calls to providers that run, on whatever event loop, to be ended together where the
 * gateway itself ends.
 */
@Component
public final class RunningCalls {

	private final LoopResources loops;

	RunningCalls(LoopResources loops) {
		this.loops = loops;
	}

	/**
	 * Ends all calls within a tenth of a second, each in the way of a failure: as a
	 * status, or within its stream where that has begun. Calls that begin later end so
	 * before they reach a provider.
	 * @param cause what callers and ledger are told
	 */
	public void end(GatewayException cause) {
		tell(cause);
	}

	/** Lets calls run again that begin from now on. */
	public void resume() {
		tell(null);
	}

	private void tell(@Nullable GatewayException cause) {
		for (EventExecutor loop : this.loops.onServer(LoopResources.DEFAULT_NATIVE)) {
			loop.execute(() -> CallWatch.of((EventLoop) loop).end(cause));
		}
	}

}
