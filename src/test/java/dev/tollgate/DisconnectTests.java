package dev.tollgate;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tollgate.simulator.SimulatedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a caller leaves, whenever and however, the call to the provider ends and nothing
 * of it stays behind.
 */
class DisconnectTests extends GatewayTests {

	private static final String STREAMED = ",\"stream\":true";

	@ParameterizedTest
	@CsvSource({ "gpt-4o,delay=30s,true", "gpt-4o,first-token=30s,true", "gpt-4o,delay=30s,false",
			"gpt-4o,first-token=30s,false", "deepseek-chat,delay=30s,true",
			"deepseek-chat,keep-alive=100 gap=300ms,true", "gemini-2.0-flash,delay=30s,true",
			"gemini-2.0-flash,first-token=30s,true", "gemini-2.0-flash,delay=30s,false" })
	void leavingBeforeTheFirstContentEndsTheCall(String model, String marker, boolean streamed) throws IOException {
		for (boolean reset : new boolean[] { false, true }) {
			this.simulator.clear();
			try (Socket socket = send(model, marker, streamed)) {
				Awaitility.await().until(() -> this.simulator.open() == 1 && this.simulator.calls().size() == 1);
				leave(socket, reset);
			}
			awaitCancelled();
		}
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,tokens=500 gap=20ms", "deepseek-chat,tokens=500 gap=20ms",
			"gemini-2.0-flash,tokens=500 gap=20ms", "gpt-4o,tokens=30 stall=9" })
	void leavingInTheMiddleEndsTheCall(String model, String marker) throws IOException {
		for (boolean reset : new boolean[] { false, true }) {
			this.simulator.clear();
			try (Socket socket = send(model, marker, true)) {
				String begin = new String(socket.getInputStream().readNBytes(700), StandardCharsets.UTF_8);
				assertThat(begin).startsWith("HTTP/1.1 200 ").contains("data: {");
				leave(socket, reset);
			}
			awaitCancelled();
		}
	}

	@Test
	void geminisOwnStreamEndsToo() throws IOException {
		String body = "{\"contents\":[{\"parts\":[{\"text\":\"Hi [[simulate tokens=500 gap=20ms]]\"}]}]}";
		try (Socket socket = post("/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse", body)) {
			assertThat(socket.getInputStream().readNBytes(700)).hasSize(700);
			leave(socket, false);
		}
		awaitCancelled();
	}

	@Test
	void manyWhoLeaveLeaveNothingBehind() throws IOException {
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			sockets.add(send("gpt-4o", (i % 2 == 0) ? "tokens=500 gap=20ms" : "first-token=30s", true));
		}
		Awaitility.await().until(() -> this.simulator.open() == 50);
		for (Socket socket : sockets) {
			leave(socket, true);
		}
		Awaitility.await().until(() -> this.simulator.open() == 0);
		Awaitility.await().until(() -> this.gateway.metric("tollgate_streams_active") == 0);
		assertThat(this.simulator.calls()).hasSize(50)
			.allMatch((call) -> call.outcome() == SimulatedCall.Outcome.CANCELLED);
		assertThat(this.gateway.chat("gpt-4o", "Hello").statusCode()).isEqualTo(200);
	}

	/**
	 * A caller who reads nothing holds the provider back, and the gateway holds little.
	 */
	@Test
	void aCallerWhoDoesNotReadHoldsTheProviderBack() throws IOException {
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(4096);
			socket.connect(new InetSocketAddress("127.0.0.1", this.gateway.port()));
			write(socket, "/v1/chat/completions", ask("gpt-4o", "tokens=1000000", true));
			AtomicInteger sent = new AtomicInteger();
			Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
				int now = upstream().eventsSent();
				return now > 0 && sent.getAndSet(now) == now;
			});
			assertThat(this.simulator.open()).isEqualTo(1);
			// of 200 MB the sockets' buffers hold a few, and nobody the rest
			assertThat(upstream().eventsSent()).isLessThan(500_000);
			leave(socket, true);
		}
		awaitCancelled();
	}

	private void awaitCancelled() {
		Awaitility.await().until(() -> this.simulator.open() == 0);
		assertThat(upstream().outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
		Awaitility.await().until(() -> this.gateway.metric("tollgate_streams_active") == 0);
	}

	private static void leave(Socket socket, boolean reset) throws IOException {
		if (reset) {
			socket.setSoLinger(true, 0);
		}
		socket.close();
	}

	private Socket send(String model, String marker, boolean streamed) throws IOException {
		return post("/v1/chat/completions", ask(model, marker, streamed));
	}

	private static String ask(String model, String marker, boolean streamed) {
		return GatewayCaller.ask(model, "Hi [[simulate " + marker + "]]", streamed ? STREAMED : "");
	}

	private Socket post(String path, String body) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		socket.setSoTimeout(20_000);
		write(socket, path, body);
		return socket;
	}

	private static void write(Socket socket, String path, String body) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(("POST " + path + " HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer " + GatewayCaller.KEY
				+ "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

}
