package dev.tollgate.testing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A provider on loopback: it plays a script to every call and records what it got.
 */
public final class FakeUpstream implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 20;

	private final DisposableServer server;

	private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

	private final Map<String, CompletableFuture<Void>> connections = new ConcurrentHashMap<>();

	private volatile Script script = whole(500, "text/plain", "no script");

	public FakeUpstream() {
		this.server = HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		var closed = new CompletableFuture<Void>();
		String[] connection = new String[1];
		request.withConnection((one) -> {
			connection[0] = one.channel().id().asLongText();
			if (this.connections.putIfAbsent(connection[0], closed) == null) {
				one.channel().closeFuture().addListener((future) -> closed.complete(null));
			}
		});
		return request.receive().aggregate().asString(StandardCharsets.UTF_8).defaultIfEmpty("").flatMap((body) -> {
			this.calls.add(new Call(request.uri(), request.requestHeaders().copy(), body, connection[0]));
			return Mono.from(this.script.play(response));
		});
	}

	/**
	 * The address.
	 * @param path a path below the root, or nothing
	 * @return the address, without a slash at the end
	 */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.server.port() + path);
	}

	/**
	 * What is answered from now on.
	 * @param script the answer to every call
	 */
	public void play(Script script) {
		this.script = script;
	}

	/**
	 * The next call that arrived, waited for if need be.
	 * @return the call
	 */
	public Call call() {
		try {
			Call call = this.calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (call == null) {
				throw new AssertionError("No call arrived");
			}
			return call;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Forgets the calls that were not looked at. */
	public void forget() {
		this.calls.clear();
	}

	/**
	 * Waits until the connection of a call is closed.
	 * @param call the call
	 */
	public void awaitClosed(Call call) {
		closed(call).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * The end of the connection of a call.
	 * @param call the call
	 * @return what completes when the connection is closed
	 */
	public CompletableFuture<Void> closed(Call call) {
		return this.connections.getOrDefault(call.connection(), CompletableFuture.completedFuture(null)).copy();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	/**
	 * An answer as a whole.
	 * @param status its status
	 * @param type its content type
	 * @param body its body
	 * @param headers more headers, each name before its value
	 * @return the script
	 */
	public static Script whole(int status, String type, String body, String... headers) {
		return (response) -> {
			response.status(status).header("content-type", type);
			for (int i = 0; i < headers.length; i += 2) {
				response.header(headers[i], headers[i + 1]);
			}
			return response.sendByteArray(Mono.just(body.getBytes(StandardCharsets.UTF_8)));
		};
	}

	/**
	 * A stream of events that ends well.
	 * @param parts its bytes, each part a chunk of its own
	 * @return the script
	 */
	public static Script stream(String... parts) {
		return stream(Flux.fromArray(parts));
	}

	/**
	 * A stream of events that ends as its parts do.
	 * @param parts its bytes, each part a chunk of its own
	 * @return the script
	 */
	public static Script stream(Flux<String> parts) {
		return bytes(parts.map((part) -> part.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * A stream of bytes that ends as its parts do.
	 * @param parts its bytes, each part a chunk of its own
	 * @return the script
	 */
	public static Script bytes(Flux<byte[]> parts) {
		Flux<ByteBuf> buffers = parts.map(Unpooled::wrappedBuffer);
		return (response) -> response.header("content-type", "text/event-stream").send(buffers, (part) -> true);
	}

	/**
	 * A stream of events whose connection is lost.
	 * @param parts what is sent before
	 * @param gate when it is lost
	 * @return the script
	 */
	public static Script streamThenReset(List<String> parts, Mono<?> gate) {
		return (response) -> {
			Flux<String> sent = Flux.fromIterable(parts)
				.concatWith(gate.then(Mono.<String>never().doOnSubscribe((subscription) -> reset(response))));
			return stream(sent).play(response);
		};
	}

	private static void reset(HttpServerResponse response) {
		response.withConnection((connection) -> {
			connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
			var _ = connection.channel().close();
		});
	}

	/**
	 * What is answered.
	 */
	@FunctionalInterface
	public interface Script {

		/**
		 * Answers.
		 * @param response where to
		 * @return when the answer is complete
		 */
		Publisher<Void> play(HttpServerResponse response);

	}

	/**
	 * A call as it arrived.
	 *
	 * @param uri its path and query
	 * @param headers its headers
	 * @param body its body
	 * @param connection which connection it came over
	 */
	public record Call(String uri, HttpHeaders headers, String body, String connection) {
	}

}
