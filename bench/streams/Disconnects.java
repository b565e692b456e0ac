import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long after a caller has left the provider's connection is seen to be closed:
 * {@code times} for each provider, phase of a call and way to leave, ten at once.
 */
final class Disconnects {

	private static final List<String> MODELS = List.of("openai/gpt-4o", "deepseek/deepseek-chat",
			"gemini/gemini-2.0-flash");

	private static final List<String> PHASES = List.of("stream silent", "stream first", "stream middle", "whole silent",
			"whole body");

	private static final int AT_ONCE = 10;

	private final Upstream upstream;

	private final Gateway gateway;

	private final int times;

	private int number;

	private int lost;

	Disconnects(Map<String, String> settings, Upstream upstream, Gateway gateway) {
		this.upstream = upstream;
		this.gateway = gateway;
		this.times = Load.number(settings, "times", 200);
	}

	boolean passes() throws Exception {
		for (String model : MODELS) {
			for (String phase : PHASES) {
				measure(model, phase, false, 20);
			}
		}
		System.out.println(this.times + " each; ms from the caller's close to the end of the provider's connection");
		List<Long> all = new ArrayList<>();
		for (String model : MODELS) {
			for (String phase : PHASES) {
				for (boolean reset : new boolean[] { false, true }) {
					long[] micros = measure(model, phase, reset, this.times);
					System.out.printf("  %-24s %-14s %-4s %s%n", model, phase, reset ? "RST" : "FIN", percentiles(micros));
					Arrays.stream(micros).forEach(all::add);
				}
			}
		}
		long[] micros = all.stream().mapToLong(Long::longValue).toArray();
		System.out.println(micros.length + " in all: " + percentiles(micros) + ", not seen within 10 s: " + this.lost);
		Thread.sleep(500);
		System.out.println("streams active " + (long) this.gateway.metric("tollgate_streams_active", "")
				+ ", calls in flight " + (long) this.gateway.metric("tollgate_calls_in_flight", "") + ", connections in use "
				+ (long) this.gateway.metric("tollgate_upstream_connections", "active"));
		this.gateway.complaints().forEach((line) -> System.out.println("  log: " + line));
		Arrays.sort(micros);
		return this.lost == 0 && micros[micros.length * 99 / 100] <= 200_000;
	}

	private static String percentiles(long[] micros) {
		Arrays.sort(micros);
		return String.format("p50 %.2f  p99 %.2f  max %.2f", micros[micros.length / 2] / 1e3,
				micros[micros.length * 99 / 100] / 1e3, micros[micros.length - 1] / 1e3);
	}

	private long[] measure(String model, String phase, boolean reset, int times) throws Exception {
		long[] micros = new long[times];
		String[] words = phase.split(" ");
		for (int done = 0; done < times; done += AT_ONCE) {
			List<Socket> sockets = new ArrayList<>();
			int first = this.number;
			for (int i = 0; i < AT_ONCE; i++) {
				Socket socket = new Socket("127.0.0.1", this.gateway.port());
				sockets.add(socket);
				socket.getOutputStream()
					.write(this.gateway.chat(model, "[[" + words[1] + " " + this.number++ + "]]",
							words[0].equals("stream") ? ",\"stream\":true" : ""));
			}
			for (int i = 0; i < AT_ONCE; i++) {
				arrive(sockets.get(i), first + i, words[1]);
			}
			// until what the provider said has come to the gateway
			Thread.sleep(10);
			long[] left = new long[AT_ONCE];
			for (int i = 0; i < AT_ONCE; i++) {
				sockets.get(i).setSoLinger(reset, 0);
				left[i] = System.nanoTime();
				sockets.get(i).close();
			}
			for (int i = 0; i < AT_ONCE && done + i < times; i++) {
				micros[done + i] = (closed(first + i) - left[i]) / 1000;
			}
		}
		return micros;
	}

	private void arrive(Socket socket, int number, String phase) throws IOException, InterruptedException {
		while (this.upstream.call(number) == null) {
			Thread.sleep(1);
		}
		if (phase.equals("middle")) {
			socket.getInputStream().readNBytes(300);
		}
	}

	private long closed(int number) throws InterruptedException {
		long patience = System.nanoTime() + 10_000_000_000L;
		Upstream.Call call = this.upstream.call(number);
		while (call.closedAt == 0) {
			if (System.nanoTime() > patience) {
				this.lost++;
				return patience;
			}
			Thread.sleep(1);
		}
		return call.closedAt;
	}

}
