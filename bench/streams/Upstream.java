import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenAI, DeepSeek and Gemini as far as a load needs them. A call says in its prompt how
 * it is to be answered and under which number it is kept: {@code [[bulk 17]]}. One thread
 * and no library, so that it takes little of the processor that it shares.
 */
final class Upstream implements Runnable, AutoCloseable {

	private static final Pattern ORDER = Pattern.compile("\\[\\[(\\w+) (\\d+)]]");

	private static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
			+ "transfer-encoding: chunked\r\n\r\n";

	private static final int TICK_MILLIS = 10;

	/** How far apart the events of a paced stream are. */
	static final int GAP_MILLIS = 250;

	private static final int BULK_EVENTS = 64;

	private static final int BULK_CHUNKS = 56;

	/** All events of a large answer, of a little more than 1 MB. */
	static final int BULK_TOTAL = BULK_EVENTS * (BULK_CHUNKS - 1) + 3;

	/** What the system takes of an answer that nobody reads is not what the gateway holds. */
	private static final int SEND_BUFFER = 32 * 1024;

	private final Selector selector = Selector.open();

	private final ServerSocketChannel server = ServerSocketChannel.open();

	private final Map<Integer, Call> calls = new ConcurrentHashMap<>();

	private final List<List<Line>> paced = new ArrayList<>();

	private final ByteBuffer bulk = bytes(chunk(event(" and so on, with words that mean nothing").repeat(BULK_EVENTS)));

	private final ByteBuffer end = bytes(chunk(frame("{}", "\"stop\"", "")
			+ "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[],"
			+ "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":900,\"total_tokens\":909}}\n\n"
			+ "data: [DONE]\n\n") + "0\r\n\r\n");

	private volatile long bytes;

	private volatile boolean finishing;

	private volatile boolean closed;

	private int tick;

	private int placed;

	Upstream() throws IOException {
		this.server.bind(new InetSocketAddress("127.0.0.1", 0), 4096);
		this.server.configureBlocking(false);
		this.server.register(this.selector, SelectionKey.OP_ACCEPT);
		for (int i = 0; i < GAP_MILLIS / TICK_MILLIS; i++) {
			this.paced.add(new ArrayList<>());
		}
		Thread.ofPlatform().daemon().name("upstream").start(this);
	}

	int port() {
		return this.server.socket().getLocalPort();
	}

	/** The call of a number, once it has arrived. */
	Call call(int number) {
		return this.calls.get(number);
	}

	/** What was written to the gateway. */
	long bytes() {
		return this.bytes;
	}

	/** Has all paced streams come to a good end. */
	void finish() {
		this.finishing = true;
	}

	private static ByteBuffer bytes(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
	}

	private static String chunk(String data) {
		return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
	}

	private static String event(String text) {
		return frame("{\"content\":\"" + text + "\"}", "null", "");
	}

	private static String frame(String delta, String finish, String more) {
		return "data: {\"id\":\"chatcmpl-load\",\"object\":\"chat.completion.chunk\",\"created\":1741569952,"
				+ "\"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_44709d6fcb\","
				+ "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]"
				+ more + "}\n\n";
	}

	@Override
	public void run() {
		long next = System.nanoTime();
		try {
			while (!this.closed) {
				long wait = (next - System.nanoTime()) / 1_000_000;
				this.selector.select(this::ready, Math.max(1, wait));
				if (System.nanoTime() - next >= 0) {
					next += TICK_MILLIS * 1_000_000L;
					tick();
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void ready(SelectionKey key) {
		try {
			if (key.isAcceptable()) {
				for (SocketChannel channel = this.server.accept(); channel != null; channel = this.server.accept()) {
					channel.configureBlocking(false);
					channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
					channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
					Line line = new Line(channel);
					line.key = channel.register(this.selector, SelectionKey.OP_READ, line);
				}
				return;
			}
			Line line = (Line) key.attachment();
			if (key.isReadable()) {
				line.read();
			}
			if (key.isValid() && key.isWritable()) {
				line.write();
			}
		}
		catch (IOException ex) {
			((Line) key.attachment()).lost();
		}
	}

	private void tick() {
		List<Line> due = this.paced.get(this.tick++ % this.paced.size());
		ByteBuffer event = this.finishing ? this.end : bytes(chunk(event(" t=" + System.nanoTime() + ";")));
		for (Line line : due) {
			line.send(event.duplicate());
			line.call.events += this.finishing ? 3 : 1;
		}
		if (this.finishing) {
			due.clear();
		}
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.selector.wakeup();
	}

	/** A call, and when its connection was seen to end. */
	static final class Call {

		volatile int events;

		volatile long closedAt;

	}

	/** A connection. */
	private final class Line {

		private final SocketChannel channel;

		private ByteBuffer in = ByteBuffer.allocate(2048);

		private SelectionKey key;

		private Call call = new Call();

		private ByteBuffer out;

		private int chunks;

		Line(SocketChannel channel) {
			this.channel = channel;
		}

		void read() throws IOException {
			int count = this.channel.read(this.in);
			if (count < 0) {
				lost();
				return;
			}
			String text = new String(this.in.array(), 0, this.in.position(), StandardCharsets.ISO_8859_1);
			int body = text.indexOf("\r\n\r\n");
			Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
			if (body < 0 || !length.find() || text.length() < body + 4 + Integer.parseInt(length.group(1))) {
				return;
			}
			this.in.clear();
			answer(text);
		}

		private void answer(String request) throws IOException {
			Matcher order = ORDER.matcher(request);
			if (!order.find()) {
				throw new IOException("No order in " + request);
			}
			boolean gemini = request.contains("enerateContent");
			this.call = new Call();
			Upstream.this.calls.put(Integer.valueOf(order.group(2)), this.call);
			switch (order.group(1)) {
				case "bulk" -> {
					this.chunks = BULK_CHUNKS;
					this.call.events = BULK_TOTAL;
					send(Upstream.bytes(STREAM_HEAD));
				}
				case "paced" -> {
					send(Upstream.bytes(STREAM_HEAD));
					List<List<Line>> wheel = Upstream.this.paced;
					wheel.get(Upstream.this.placed++ % wheel.size()).add(this);
				}
				// waits with everything, with the first token, in the midst
				case "silent" -> {
				}
				case "first" -> send(Upstream.bytes(STREAM_HEAD));
				case "middle" -> send(Upstream.bytes(STREAM_HEAD + chunk(gemini
						? "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello there\"}],\"role\":\"model\"},"
								+ "\"index\":0}],\"modelVersion\":\"gemini-2.0-flash\"}\r\n\r\n"
						: event("Hello there"))));
				case "body" -> send(Upstream.bytes(
						"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n{\"id\":\"c\","));
				case "chat" -> {
					String answer = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":"
							+ "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Because.\"},\"finish_reason\":"
							+ "\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}";
					send(Upstream.bytes("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
							+ answer.length() + "\r\n\r\n" + answer));
				}
				default -> throw new IOException("Unknown order " + order.group(1));
			}
		}

		void send(ByteBuffer more) {
			if (this.out != null) {
				// a paced stream that is held up: its next event comes when it comes
				ByteBuffer both = ByteBuffer.allocate(this.out.remaining() + more.remaining());
				more = both.put(this.out).put(more).flip();
			}
			this.out = more;
			try {
				write();
			}
			catch (IOException ex) {
				lost();
			}
		}

		void write() throws IOException {
			while (this.out != null) {
				int count = this.channel.write(this.out);
				Upstream.this.bytes += count;
				if (this.out.hasRemaining()) {
					this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
					return;
				}
				this.out = null;
				if (this.chunks > 0) {
					this.chunks--;
					this.out = (this.chunks > 0 ? Upstream.this.bulk : Upstream.this.end).duplicate();
				}
			}
			this.key.interestOps(SelectionKey.OP_READ);
		}

		void lost() {
			this.call.closedAt = System.nanoTime();
			this.key.cancel();
			Upstream.this.paced.forEach((lines) -> lines.remove(this));
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// it is lost
			}
		}

	}

}
