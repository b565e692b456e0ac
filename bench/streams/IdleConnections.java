import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What {@code connections} that do nothing cost, half of which never sent a byte while
 * the others had an answer, and what chats beside them notice.
 */
final class IdleConnections {

	private static final int CHATS = 4000;

	private static final int A_SECOND = 400;

	private final Gateway gateway;

	private final int connections;

	IdleConnections(Map<String, String> settings, Gateway gateway) {
		this.gateway = gateway;
		this.connections = Load.number(settings, "connections", 10_000);
	}

	boolean passes() throws Exception {
		for (int i = 0; i < 10; i++) {
			Traffic.of(this.gateway, 500, 5000, i * 500).join();
		}
		Traffic alone = Traffic.of(this.gateway, CHATS, A_SECOND, 100_000);
		alone.join();
		long heap = this.gateway.heapMegabytes(true);
		long rss = this.gateway.status("VmRSS");
		long direct = this.gateway.directMegabytes();
		System.out.println("alone:   " + alone + ", heap " + heap + " MB after a collection, RSS " + rss / 1024
				+ " MB, direct " + direct + " MB");
		List<SocketChannel> idle = new ArrayList<>();
		long began = System.nanoTime();
		for (int i = 0; i < this.connections; i++) {
			SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", this.gateway.port()));
			if (i % 2 == 0) {
				channel.write(ByteBuffer.wrap(this.gateway.chat("openai/gpt-4o", "[[chat " + (200_000 + i) + "]]", "")));
			}
			idle.add(channel);
			if (i % 20 == 19) {
				// 2,000 a second: half of them bring a call
				Thread.sleep(10);
			}
		}
		System.out.printf("%d connections after %.1f s%n", idle.size(), (System.nanoTime() - began) / 1e9);
		Traffic beside = Traffic.of(this.gateway, CHATS, A_SECOND, 300_000);
		beside.join();
		long heapWith = this.gateway.heapMegabytes(true);
		long rssWith = this.gateway.status("VmRSS");
		System.out.println("beside:  " + beside + ", heap " + heapWith + " MB after a collection, RSS " + rssWith / 1024
				+ " MB, direct " + this.gateway.directMegabytes() + " MB, threads " + this.gateway.status("Threads"));
		System.out.printf("per idle connection: heap %.1f KB, RSS %.1f KB%n",
				(heapWith - heap) * 1024.0 / this.connections, (rssWith - rss) / (double) this.connections);
		int lost = ended(idle);
		System.out.println("ended before their time: " + lost);
		Thread.sleep(Math.max(0, 90_000 - (System.nanoTime() - began) / 1_000_000));
		System.out.println("ended " + (System.nanoTime() - began) / 1_000_000_000 + " s after the first was opened: "
				+ ended(idle));
		this.gateway.complaints().forEach((line) -> System.out.println("  log: " + line));
		return lost == 0 && alone.failed + beside.failed == 0;
	}

	private static int ended(List<SocketChannel> channels) throws IOException {
		int ended = 0;
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		for (SocketChannel channel : channels) {
			channel.configureBlocking(false);
			int count = 1;
			try {
				while (count > 0) {
					count = channel.read(buffer.clear());
				}
			}
			catch (IOException ex) {
				count = -1;
			}
			ended += (count < 0) ? 1 : 0;
		}
		return ended;
	}

	/** Chats at a steady rate over a few connections, and how long they took. */
	static final class Traffic {

		private static final int LANES = 4;

		private final long[] micros;

		private final List<Thread> threads = new ArrayList<>();

		volatile int failed;

		private Traffic(int chats) {
			this.micros = new long[chats];
		}

		static Traffic of(Gateway gateway, int chats, int aSecond, int firstNumber) {
			Traffic traffic = new Traffic(chats);
			long began = System.nanoTime();
			for (int lane = 0; lane < LANES; lane++) {
				int first = lane;
				traffic.threads.add(Thread.ofPlatform().daemon().start(() -> {
					try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
						socket.setTcpNoDelay(true);
						socket.setSoTimeout(20_000);
						for (int i = first; i < chats; i += LANES) {
							long due = began + i * 1_000_000_000L / aSecond;
							Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
							traffic.chat(gateway, socket, i, firstNumber + i);
						}
					}
					catch (IOException | InterruptedException ex) {
						System.out.println("  chat: " + ex);
						traffic.failed++;
					}
				}));
			}
			return traffic;
		}

		private void chat(Gateway gateway, Socket socket, int index, int number) throws IOException {
			long start = System.nanoTime();
			socket.getOutputStream().write(gateway.chat("openai/gpt-4o", "[[chat " + number + "]]", ""));
			byte[] answer = new byte[8192];
			int length = 0;
			String text = "";
			while (!text.endsWith("}}")) {
				int count = socket.getInputStream().read(answer, length, answer.length - length);
				if (count < 0) {
					throw new IOException("The connection ended after " + text);
				}
				length += count;
				text = new String(answer, 0, length);
			}
			this.micros[index] = (System.nanoTime() - start) / 1000;
			if (!text.startsWith("HTTP/1.1 200")) {
				System.out.println("  chat: " + text.replaceAll("\\s+", " "));
				this.failed++;
			}
		}

		Traffic join() throws InterruptedException {
			for (Thread thread : this.threads) {
				thread.join();
			}
			return this;
		}

		@Override
		public String toString() {
			long[] sorted = this.micros.clone();
			Arrays.sort(sorted);
			return String.format("%d chats, %d failed, p50 %.2f ms, p99 %.2f ms", sorted.length, this.failed,
					sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3);
		}

	}

}
