package dev.tollgate.simulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * OpenAI, DeepSeek and Gemini on a loopback port: their protocols, honest token counts,
 * made-up answers, and on demand their faults.
 */
public final class Simulator implements AutoCloseable {

	private static final Duration CLOSING = Duration.ofSeconds(5);

	private final LoopResources loops = LoopResources.create("simulator", 2, true);

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final SimulatedProviders providers;

	private final DisposableServer server;

	private Simulator(SimulatorSettings settings) {
		this.providers = new SimulatedProviders(settings);
		this.server = HttpServer.create()
			.runOn(this.loops)
			.bindAddress(() -> new InetSocketAddress("127.0.0.1", settings.port()))
			.httpRequestDecoder((decoder) -> decoder.maxHeaderSize(64 * 1024).maxInitialLineLength(64 * 1024))
			.doOnConnection((connection) -> this.connections.add(connection.channel()))
			.handle(this.providers::handle)
			.bindNow();
	}

	/**
	 * Starts a simulator of its own threads, all of them daemons.
	 * @param settings where it listens and how fast it speaks
	 * @return the running simulator
	 */
	public static Simulator start(SimulatorSettings settings) {
		return new Simulator(settings);
	}

	/**
	 * Where OpenAI is simulated.
	 * @return the address, ending in {@code /v1}
	 */
	public String openAiBaseUrl() {
		return root() + "/openai/v1";
	}

	/**
	 * Where DeepSeek is simulated.
	 * @return the address, without {@code /v1} and {@code /beta}
	 */
	public String deepSeekBaseUrl() {
		return root() + "/deepseek";
	}

	/**
	 * Where Gemini is simulated.
	 * @return the address, without {@code /v1beta}
	 */
	public String geminiBaseUrl() {
		return root() + "/gemini";
	}

	/**
	 * The newest calls.
	 * @return at most 10,000, oldest first
	 */
	public List<SimulatedCall> calls() {
		return this.providers.log().snapshots();
	}

	/**
	 * Forgets the calls that have ended, what prompt caches hold and what was counted.
	 * What was ordered for a provider stays.
	 */
	public void clear() {
		this.providers.clear();
	}

	/**
	 * Orders faults for all calls to a provider, in place of what was ordered before.
	 * What a call orders for itself is stronger.
	 * @param provider {@code openai}, {@code deepseek} or {@code gemini}
	 * @param faults the words of a {@code [[simulate ...]]} marker
	 * @throws IllegalArgumentException for an unknown provider, an unknown key or a wrong
	 * value
	 */
	public void fault(String provider, String faults) {
		this.providers.fault(provider, faults);
	}

	/**
	 * Lets a provider be healthy again.
	 * @param provider {@code openai}, {@code deepseek} or {@code gemini}
	 */
	public void heal(String provider) {
		this.providers.heal(provider);
	}

	/**
	 * How many calls are being answered.
	 * @return the calls in flight
	 */
	public int open() {
		return this.providers.log().open();
	}

	@Override
	public void close() {
		this.server.disposeNow(CLOSING);
		this.connections.close().awaitUninterruptibly(CLOSING.toMillis());
		this.providers.close();
		this.loops.dispose();
	}

	private String root() {
		return "http://127.0.0.1:" + this.server.port();
	}

}
