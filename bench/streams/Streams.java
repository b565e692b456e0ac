import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Many who read slowly beside many streams at a provider's pace: {@code slow} callers
 * read an answer of 1 MB by 1 KB a second, {@code paced} ones get an event four times a
 * second, for {@code seconds}. Then all read as fast as they can, to see whether every
 * answer is whole.
 */
final class Streams implements Runnable {

	private static final String STREAMED = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

	private static final int TICKS_A_SECOND = 100;

	private final Upstream upstream;

	private final Gateway gateway;

	private final int slow;

	private final int paced;

	private final int seconds;

	private final int slowBytes;

	/** How many begin in a second. */
	private final int ramp;

	private final Selector selector = Selector.open();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

	private final byte[] read = new byte[256 * 1024];

	private final List<Caller> callers = new ArrayList<>();

	/** How long events took from the provider to the caller, in microseconds. */
	private final int[] delays = new int[4_000_000];

	private volatile int delayCount;

	private volatile long slowRead;

	private volatile long pacedRead;

	private volatile boolean hurry;

	private volatile int open;

	private volatile int failed;

	/** How often one was told to come again. */
	private volatile int shed;

	/** Those who did not begin, or are to come again. */
	private final ArrayDeque<Caller> waiting = new ArrayDeque<>();

	private int tick;

	Streams(Map<String, String> settings, Upstream upstream, Gateway gateway) throws IOException {
		this.upstream = upstream;
		this.gateway = gateway;
		this.slow = Load.number(settings, "slow", 1000);
		this.paced = Load.number(settings, "paced", 2000);
		this.seconds = Load.number(settings, "seconds", 90);
		this.ramp = Load.number(settings, "ramp", 200);
		this.slowBytes = Load.number(settings, "slow-bytes", 1024);
	}

	boolean passes() throws Exception {
		warmUp();
		System.out.printf("%d slow readers of %d bytes a second, %d streams with an event every %d ms, %d more a second, %d s%n",
				this.slow, this.slowBytes, this.paced, Upstream.GAP_MILLIS, this.ramp, this.seconds);
		System.out.println("before: heap " + this.gateway.heapMegabytes(true) + " MB after a collection");
		for (int i = 0; i < this.slow + this.paced; i++) {
			this.callers.add(new Caller(i, i < this.slow));
		}
		Thread thread = Thread.ofPlatform().daemon().name("callers").start(this);
		System.out.println("    s | open fail shed | from provider, to slow, to paced MB | heap RSS direct MB | threads cpu% "
				+ "| event delay p50 p99 max ms");
		long began = System.nanoTime();
		for (int second = 10; second <= this.seconds; second += 10) {
			await(began, second);
			sample(second);
			if (second == 20 || second + 10 > this.seconds) {
				System.out.println("      heap " + this.gateway.heapMegabytes(true) + " MB after a collection");
			}
		}
		int broken = this.failed;
		this.hurry = true;
		this.upstream.finish();
		this.selector.wakeup();
		thread.join(120_000);
		return verdict(broken);
	}

	private static void await(long began, int second) throws InterruptedException {
		long left = began + second * 1_000_000_000L - System.nanoTime();
		Thread.sleep(Math.max(0, left / 1_000_000));
	}

	/** Some thousand short calls, as a gateway has that runs for a while. */
	private void warmUp() throws Exception {
		for (int i = 0; i < 8; i++) {
			IdleConnections.Traffic.of(this.gateway, 500, 5000, 1_000_000 + i * 500).join();
		}
	}

	private double cpu;

	private long sampled;

	private int delaysBefore;

	private void sample(int second) throws Exception {
		double cpu = this.gateway.cpuSeconds();
		long now = System.nanoTime();
		double share = (this.sampled != 0) ? (cpu - this.cpu) * 1e11 / (now - this.sampled) : 0;
		int count = this.delayCount;
		int[] delays = Arrays.copyOfRange(this.delays, this.delaysBefore, count);
		Arrays.sort(delays);
		System.out.printf("  %3d | %d %d %d | %.1f %.1f %.1f | %d %d %d | %d %.0f | %s%n", second, this.open, this.failed, this.shed,
				this.upstream.bytes() / 1e6, this.slowRead / 1e6, this.pacedRead / 1e6, this.gateway.heapMegabytes(false),
				this.gateway.status("VmRSS") / 1024, this.gateway.directMegabytes(), this.gateway.status("Threads"), share,
				percentiles(delays));
		this.cpu = cpu;
		this.sampled = now;
		this.delaysBefore = count;
	}

	private static String percentiles(int[] sorted) {
		if (sorted.length == 0) {
			return "-";
		}
		return String.format("%.1f %.1f %.1f", sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3,
				sorted[sorted.length - 1] / 1e3);
	}

	private boolean verdict(int broken) throws Exception {
		int whole = 0;
		int shown = 0;
		for (Caller caller : this.callers) {
			String failure = caller.failure();
			if (failure == null) {
				whole++;
			}
			else if (shown++ < 10) {
				System.out.println("  " + caller.number + (caller.slow ? " slow: " : " paced: ") + failure);
			}
		}
		System.out.printf("%d of %d answers whole, %d had failed before the end; whole are %.1f MB of %.1f%n", whole, this.callers.size(), broken,
				(this.slowRead + this.pacedRead) / 1e6, this.upstream.bytes() / 1e6);
		System.out.println("after: heap " + this.gateway.heapMegabytes(true) + " MB after a collection, RSS "
				+ this.gateway.status("VmRSS") / 1024 + " MB, direct " + this.gateway.directMegabytes() + " MB, streams active "
				+ (long) this.gateway.metric("tollgate_streams_active", "") + ", calls in flight "
				+ (long) this.gateway.metric("tollgate_calls_in_flight", ""));
		this.gateway.complaints().forEach((line) -> System.out.println("  log: " + line));
		return whole == this.callers.size();
	}

	@Override
	public void run() {
		try {
			this.waiting.addAll(this.callers);
			long next = System.nanoTime();
			while (!this.waiting.isEmpty() || this.open > 0) {
				this.selector.select(this::ready, Math.max(1, (next - System.nanoTime()) / 1_000_000));
				if (System.nanoTime() - next >= 0) {
					next += 1_000_000_000L / TICKS_A_SECOND;
					for (int i = 0; i < this.ramp / TICKS_A_SECOND && !this.waiting.isEmpty(); i++) {
						this.waiting.removeFirst().start();
					}
					readSlowly();
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void readSlowly() {
		int turn = this.tick++ % TICKS_A_SECOND;
		for (int i = turn; i < this.slow; i += TICKS_A_SECOND) {
			Caller caller = this.callers.get(i);
			if (caller.key != null && caller.key.isValid()) {
				if (this.hurry) {
					caller.key.interestOps(SelectionKey.OP_READ);
				}
				else {
					caller.read(this.slowBytes);
				}
			}
		}
	}

	private void ready(SelectionKey key) {
		Caller caller = (Caller) key.attachment();
		caller.read(this.buffer.capacity());
	}

	/** Somebody who asked and reads the answer. */
	private final class Caller {

		private final int number;

		private final boolean slow;

		private SocketChannel channel;

		private SelectionKey key;

		private int events;

		private byte last;

		private final StringBuilder head = new StringBuilder();

		private String tail = "";

		private long bytes;

		private boolean ended;

		private String broken;

		Caller(int number, boolean slow) {
			this.number = number;
			this.slow = slow;
		}

		void start() throws IOException {
			this.channel = SocketChannel.open();
			if (this.slow) {
				// what its own system takes in advance it has not read
				this.channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
			}
			this.channel.connect(new InetSocketAddress("127.0.0.1", Streams.this.gateway.port()));
			String model = (this.number % 2 == 0) ? "openai/gpt-4o" : "deepseek/deepseek-chat";
			String order = "[[" + (this.slow ? "bulk " : "paced ") + this.number + "]]";
			this.channel.write(ByteBuffer.wrap(Streams.this.gateway.chat(model, order, STREAMED)));
			this.channel.configureBlocking(false);
			this.key = this.channel.register(Streams.this.selector, this.slow ? 0 : SelectionKey.OP_READ, this);
			Streams.this.open++;
		}

		void read(int most) {
			ByteBuffer buffer = Streams.this.buffer.clear().limit(most);
			try {
				int count = this.channel.read(buffer);
				if (count < 0) {
					end("the connection ended");
					return;
				}
				buffer.flip().get(Streams.this.read, 0, count);
				if (count > 0) {
					take(count);
				}
			}
			catch (IOException ex) {
				end(ex.toString());
			}
		}

		private void take(int count) throws IOException {
			byte[] read = Streams.this.read;
			this.bytes += count;
			if (this.slow) {
				Streams.this.slowRead += count;
			}
			else {
				Streams.this.pacedRead += count;
				measure(read, count);
			}
			for (int i = 0; i < count; i++) {
				if (read[i] == '\n' && this.last == '\n') {
					this.events++;
				}
				this.last = read[i];
			}
			if (this.head.length() < 12) {
				this.head.append(new String(read, 0, Math.min(count, 12), StandardCharsets.ISO_8859_1));
				if (this.head.toString().startsWith("HTTP/1.1 503")) {
					comeAgain();
					return;
				}
			}
			int kept = Math.min(count, 400);
			String text = new String(read, count - kept, kept, StandardCharsets.ISO_8859_1);
			this.tail = (kept == 400) ? text : (this.tail + text).substring(Math.max(0, this.tail.length() + kept - 400));
			if (this.tail.endsWith("\r\n0\r\n\r\n")) {
				end(null);
			}
		}

		/** As clients do that are told so. */
		private void comeAgain() throws IOException {
			Streams.this.shed++;
			Streams.this.open--;
			this.key.cancel();
			this.channel.close();
			this.head.setLength(0);
			this.tail = "";
			this.bytes = 0;
			this.last = 0;
			Streams.this.waiting.addLast(this);
		}

		private void measure(byte[] read, int count) {
			for (int i = 0; i < count - 24; i++) {
				if (read[i] == '=' && read[i - 1] == 't') {
					long time = 0;
					for (i++; read[i] >= '0' && read[i] <= '9'; i++) {
						time = time * 10 + read[i] - '0';
					}
					if (read[i] == ';' && Streams.this.delayCount < Streams.this.delays.length) {
						Streams.this.delays[Streams.this.delayCount++] = (int) ((System.nanoTime() - time) / 1000);
					}
				}
			}
		}

		private void end(String failure) {
			this.broken = failure;
			this.ended = true;
			this.key.cancel();
			Streams.this.open--;
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// it is over
			}
			if (failure() != null) {
				Streams.this.failed++;
			}
		}

		/** Why the answer is not whole, or null. */
		String failure() {
			Upstream.Call call = Streams.this.upstream.call(this.number);
			String seen = this.bytes + " bytes, " + this.events + " events, ..." + this.tail.strip();
			if (this.broken != null) {
				return this.broken + " after " + seen;
			}
			if (!this.ended) {
				return "no end after " + seen;
			}
			if (!this.head.toString().startsWith("HTTP/1.1 200") || !this.tail.contains("data: [DONE]")
					|| call == null || this.events < call.events) {
				return "not whole: " + seen.replaceAll("\\s+", " ");
			}
			return null;
		}

	}

}
