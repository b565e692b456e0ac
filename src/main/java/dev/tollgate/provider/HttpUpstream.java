package dev.tollgate.provider;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * The connections to one provider. Each event loop has a pool of its own, so that both
 * sides of a request live on one thread and nothing is handed over between two.
 */
public final class HttpUpstream implements AutoCloseable {

	private static final int MAX_CONNECTIONS_PER_LOOP = 2000;

	/** Below the idle timeouts of the providers' load balancers. */
	private static final Duration MAX_IDLE = Duration.ofSeconds(30);

	/** So that a changed address is noticed. */
	private static final Duration MAX_LIFE = Duration.ofMinutes(10);

	private final String name;

	private final ProviderTimeouts timeouts;

	private final List<ProviderCredential> credentials;

	private final LoopResources loops;

	private final Drains drains;

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	private final FastThreadLocal<HttpClient> clients = new FastThreadLocal<>() {
		@Override
		protected HttpClient initialValue() {
			return client();
		}
	};

	/**
	 * Connections whose calls go on without their callers, unless the limits are null.
	 */
	HttpUpstream(ProviderSettings settings, @Nullable DrainLimits drain, LoopResources loops) {
		this.name = settings.name();
		this.timeouts = settings.timeouts();
		this.credentials = settings.credentials();
		this.loops = loops;
		this.drains = new Drains(drain);
	}

	/**
	 * Asks for leave to call once.
	 * @return a permit, or why there is none
	 */
	public Admission admit() {
		return new Permit(this.credentials.getFirst());
	}

	/**
	 * Sends a call once.
	 * @param call what to send and how to read the answer
	 * @param request the request, its permit and its terms
	 * @param observer who is told how it goes
	 * @return the answer
	 */
	public Mono<Answer> call(WireCall call, UpstreamRequest request, AnswerObserver observer) {
		ProviderTimeouts ofRoute = request.terms().timeouts();
		return new Exchange(call, request, observer, (ofRoute != null) ? ofRoute : this.timeouts, this.drains)
			.start(this.clients.get());
	}

	/** The calls that go on without their callers. */
	Drains drains() {
		return this.drains;
	}

	private HttpClient client() {
		ConnectionProvider pool = ConnectionProvider.builder("tollgate-" + this.name)
			.maxConnections(MAX_CONNECTIONS_PER_LOOP)
			.pendingAcquireMaxCount(MAX_CONNECTIONS_PER_LOOP)
			.pendingAcquireTimeout(this.timeouts.headers())
			.maxIdleTime(MAX_IDLE)
			.maxLifeTime(MAX_LIFE)
			.evictInBackground(MAX_IDLE)
			.lifo()
			.build();
		this.pools.add(pool);
		return HttpClient.create(pool)
			.runOn(this.loops)
			.protocol(HttpProtocol.HTTP11)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.timeouts.connect().toMillis())
			.option(ChannelOption.TCP_NODELAY, true)
			// every attempt is to be counted and paid for once, so nobody below us
			// repeats one
			.disableRetry(true)
			.followRedirect(false)
			.compress(false)
			.doOnChannelInit((observer, channel, address) -> BatchedFlush.on(channel))
			.headers((headers) -> headers.set("content-type", "application/json").set("user-agent", "tollgate"));
	}

	@Override
	public void close() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
