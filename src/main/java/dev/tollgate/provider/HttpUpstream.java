package dev.tollgate.provider;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.AnswerObserver;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.chat.GatewayException.UpstreamFailed.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

/**
 * The connections to one provider. Each event loop has a pool of its own, so that both
 * sides of a request live on one thread and nothing is handed over between two.
 */
public final class HttpUpstream implements AutoCloseable {

	private static final int SMALL = 64 * 1024;

	private final String name;

	private final ProviderTimeouts timeouts;

	private final boolean propagatesTrace;

	private final ProviderKeys keys;

	private final ConnectionSettings connections;

	/** Null for a provider that is called in the clear. */
	private final @Nullable SslProvider tls;

	private final HttpProtocol[] protocols;

	private final LoopResources loops;

	private final Drains drains;

	private final PoolMeters meters = new PoolMeters();

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
	HttpUpstream(ProviderSettings settings, ProviderKeys keys, ConnectionSettings connections, UpstreamTls tls,
			@Nullable DrainLimits drain, LoopResources loops) {
		boolean secure = "https".equals(settings.baseUrl().getScheme());
		this.tls = secure ? tls.provider(settings.timeouts().connect()) : null;
		this.protocols = secure ? tls.protocols() : UpstreamTls.DEFAULT.protocols();
		this.name = settings.name();
		this.timeouts = settings.timeouts();
		this.propagatesTrace = settings.propagatesTrace();
		this.keys = keys;
		this.connections = connections;
		this.loops = loops;
		this.drains = new Drains(drain);
	}

	/**
	 * Asks for leave to call once.
	 * @return a permit, or why there is none
	 */
	public Admission admit() {
		return this.keys.admit();
	}

	/**
	 * Asks for leave to call once although the provider failed lately.
	 * @return a permit, or why there is none
	 */
	public Admission insist() {
		return this.keys.insist();
	}

	/**
	 * What is going on with the provider. To ask changes nothing.
	 * @return the state at this instant
	 */
	public ProviderState state() {
		return this.keys.state();
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
		return new Exchange(call, request, observer, (ofRoute != null) ? ofRoute : this.timeouts, this)
			.start(this.clients.get());
	}

	/** Whether the provider is told which trace a call is a part of. */
	boolean propagatesTrace() {
		return this.propagatesTrace;
	}

	/**
	 * Asks the provider something that is no call, on the event loop on which it is
	 * subscribed.
	 * @param uri the address
	 * @param authorize writes the credential
	 * @return the body of an answer with status 200, else an error; so is one of more
	 * than 64 KB
	 */
	Mono<byte[]> get(URI uri, Consumer<HttpHeaders> authorize) {
		return Mono.defer(() -> this.clients.get()
			.headers(authorize)
			.responseTimeout(this.timeouts.headers())
			.get()
			.uri(uri)
			.response((response, content) -> (response.status().code() == 200) ? body(content)
					: Mono.error(new UpstreamFailed(Reason.BAD_UPSTREAM_RESPONSE,
							"The provider answered with status " + response.status().code())))
			.single());
	}

	private static Mono<byte[]> body(Flux<ByteBuf> content) {
		return content.collect(() -> Unpooled.buffer(256, SMALL), ByteBuf::writeBytes).map(ByteBufUtil::getBytes);
	}

	/** The calls that go on without their callers. */
	Drains drains() {
		return this.drains;
	}

	/** How many connections there are. */
	PoolMeters meters() {
		return this.meters;
	}

	private HttpClient client() {
		ConnectionProvider pool = ConnectionProvider.builder("tollgate-" + this.name)
			.maxConnections(this.connections.max())
			.pendingAcquireMaxCount(this.connections.maxPending())
			// who waits longer than for a new connection would be better off elsewhere
			.pendingAcquireTimeout(this.timeouts.connect())
			.maxIdleTime(this.connections.maxIdle())
			.maxLifeTime(this.connections.maxLife())
			.evictInBackground(this.connections.maxIdle())
			.metrics(true, () -> this.meters)
			.lifo()
			.build();
		this.pools.add(pool);
		HttpClient client = HttpClient.create(pool)
			.runOn(this.loops)
			.protocol(this.protocols)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.timeouts.connect().toMillis())
			.option(ChannelOption.TCP_NODELAY, true)
			.resolver((names) -> names.cacheMaxTimeToLive(this.connections.dnsTtl())
				.queryTimeout(this.timeouts.connect()))
			// every attempt is to be counted and paid for once, so nobody below us
			// repeats one
			.disableRetry(true)
			.followRedirect(false)
			.compress(false)
			.doOnChannelInit((observer, channel, address) -> BatchedFlush.on(channel))
			.headers((headers) -> headers.set("content-type", "application/json").set("user-agent", "tollgate"));
		return (this.tls != null) ? client.secure(this.tls) : client;
	}

	@Override
	public void close() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
