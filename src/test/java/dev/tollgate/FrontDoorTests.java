package dev.tollgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.simulator.Simulator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever holds a connection without getting on with it loses it, whoever speaks no HTTP
 * is told so in the protocol of the call, and nobody else notices.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "tollgate.admin-key=" + GatewayCaller.KEY, "tollgate.simulator=on",
				"tollgate.simulation.first-token=0ms", "tollgate.simulation.between-events=0ms",
				"tollgate.server.head-timeout=400ms", "tollgate.server.body-timeout=750ms",
				"tollgate.server.body-idle-timeout=500ms", "tollgate.server.idle-timeout=1s",
				"tollgate.server.write-idle-timeout=2s" })
@Import(GatewayTestConfiguration.class)
@DirtiesContext
class FrontDoorTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String GEMINI = "/v1beta/models/gemini-2.0-flash:generateContent";

	private static final int SILENT_CONNECTIONS = 2000;

	/** Well below each of the limits above. */
	private static final Duration BEAT = Duration.ofMillis(50);

	/**
	 * What a slow caller reads at once: so much that its system tells of the room some
	 * times within the limit, however busy the machine is.
	 */
	private static final int STEADILY = 64 * 1024;

	private static final Duration SHORT = Duration.ofMillis(5);

	/** What comes a piece a beat takes longer than any of the limits. */
	private static final int SLOW_PIECES = 20;

	@TempDir
	private static Path data = Path.of("");

	@Autowired
	private GatewayCaller gateway;

	@Autowired
	private Simulator simulator;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry properties) {
		properties.add("tollgate.data-dir", () -> data);
	}

	@BeforeEach
	void forget() {
		this.simulator.clear();
	}

	@AfterEach
	void nobodyElseNotices() throws IOException {
		another();
		Awaitility.await().pollInterval(SHORT).until(() -> this.simulator.open() == 0);
		Awaitility.await().pollInterval(SHORT).until(() -> this.gateway.metric("tollgate_streams_active") == 0);
	}

	/**
	 * Calls on a connection of its own: one that is kept may be closed for its silence
	 * just then.
	 */
	private void another() throws IOException {
		String body = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "connection: close\r\ncontent-length: " + body.length()) + body);
			assertThat(rest(socket)).startsWith("HTTP/1.1 200 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "P", "POST /v1/chat", "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nx-slow: " })
	void aHeadThatDoesNotEndIsTooLate(String begin) throws IOException {
		try (Socket socket = connect()) {
			write(socket, begin);
			trickle(socket, "a");
			refused(rest(socket), 408, "request_timeout", false);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aHeadBehindAnAnswerMustEndToo() throws IOException {
		try (Socket socket = connect()) {
			write(socket, get("/v1/models/gpt-4o"));
			readAnswer(socket);
			write(socket, "GET /v1/mod");
			refused(rest(socket), 408, "request_timeout", false);
		}
	}

	@Test
	void aBodyThatFallsSilentIsTooLate() throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "content-length: 1000") + "{\"model\":");
			refused(rest(socket), 408, "request_timeout", false);
		}
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "transfer-encoding: chunked") + "3\r\n{\"m\r\n");
			refused(rest(socket), 408, "request_timeout", false);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void googlesClientsAreTooLateInGooglesWords() throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(GEMINI, "content-length: 1000"));
			String answer = rest(socket);
			assertThat(answer).startsWith("HTTP/1.1 408 ");
			JsonNode error = GatewayCaller.json(answer.substring(answer.indexOf("\r\n\r\n"))).path("error");
			assertThat(error.path("code").asInt()).isEqualTo(408);
			assertThat(error.path("status").asString()).isEqualTo("DEADLINE_EXCEEDED");
		}
	}

	@Test
	void aBodyThatTricklesIsTooLate() throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "content-length: 100000") + "{\"model\":\"");
			trickle(socket, "a");
			refused(rest(socket), 408, "request_timeout", false);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	@Test
	void aBodyThatNobodyReadsMayNotTrickleForEver() throws IOException {
		try (Socket socket = connect()) {
			write(socket, head("/v1/nope", "content-length: 100000"));
			String answer = rest(socket);
			assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("HTTP/1.1 408");
		}
	}

	/** The allowance grows with what comes: a second, though 750 ms are the limit. */
	@Test
	void aLargeBodyOverASlowLineIsTaken() throws IOException {
		String piece = "a".repeat(16 * 1024);
		String begin = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"";
		String end = "\"}]}";
		int length = begin.length() + SLOW_PIECES * piece.length() + end.length();
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "connection: close\r\ncontent-length: " + length) + begin);
			List<String> written = new ArrayList<>();
			Awaitility.await().atMost(GatewayCaller.PATIENCE).pollInterval(BEAT).until(() -> {
				write(socket, piece);
				written.add(piece);
				return written.size() == SLOW_PIECES;
			});
			write(socket, end);
			assertThat(rest(socket)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void aSilentConnectionIsClosedWithoutAWord() throws IOException {
		try (Socket socket = connect()) {
			assertThat(rest(socket)).isEmpty();
		}
		try (Socket socket = connect()) {
			write(socket, get("/v1/models/gpt-4o"));
			readAnswer(socket);
			assertThat(rest(socket)).isEmpty();
		}
	}

	@Test
	void anAnswerThatTakesLongerThanASilentConnectionMayLastIsNotCut() throws IOException {
		try (Socket socket = connect()) {
			write(socket, chat("first-token=1600ms tokens=3", true));
			assertThat(rest(socket)).startsWith("HTTP/1.1 200 ").contains("data: [DONE]");
		}
	}

	@Test
	void thousandsOfSilentConnectionsAreHarmless() throws IOException {
		List<Socket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < SILENT_CONNECTIONS; i++) {
				sockets.add(connect());
			}
			another();
			for (Socket socket : sockets) {
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			}
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

	@Test
	void aCallerWhoDoesNotReadIsCut() throws IOException {
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(4096);
			socket.connect(new InetSocketAddress("127.0.0.1", this.gateway.port()));
			write(socket, chat("tokens=1000000", true));
			Awaitility.await().until(() -> this.simulator.open() == 1);
			Awaitility.await().atMost(GatewayCaller.PATIENCE).until(() -> this.simulator.open() == 0);
			assertThat(this.simulator.calls()).singleElement()
				.satisfies((call) -> assertThat(call.outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED))
				.satisfies((call) -> assertThat(call.eventsSent()).isLessThan(500_000));
			assertThat(rest(socket)).doesNotContain("[DONE]");
		}
	}

	@Test
	void aCallerWhoReadsSlowlyIsNotCut() throws IOException {
		try (Socket socket = new Socket()) {
			// small enough for the caller's system to tell early that there is room again
			socket.setReceiveBufferSize(256 * 1024);
			socket.connect(new InetSocketAddress("127.0.0.1", this.gateway.port()));
			socket.setSoTimeout(20_000);
			write(socket, chat("tokens=1000000", true));
			List<Integer> reads = new ArrayList<>();
			// longer than a caller who does not read has, and far too little for the
			// gateway to see room in the system's buffer again
			Awaitility.await().atMost(GatewayCaller.PATIENCE).pollInterval(BEAT).until(() -> {
				reads.add(socket.getInputStream().readNBytes(STEADILY).length);
				return reads.size() == 4 * SLOW_PIECES;
			});
			assertThat(reads).containsOnly(STEADILY);
			assertThat(this.simulator.open()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage\r\n\r\n", "GET /v1/models\r\n\r\n", "GET /v1/models HTTP/2.0\r\nhost: a\r\n\r\n",
			"GET /v1/models HTTP/3.0\r\nhost: a\r\n\r\n", "GET /v1/models HTTP/0.9\r\nhost: a\r\n\r\n",
			"GET /v1/models HTTP/1.1\r\n\r\n", "GET /v1/models HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
			"GET /v1/models HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n", "GET /v1/models HTTP/1.1\r\nhost: [::1\r\n\r\n",
			"GET /v1/models HTTP/1.1\r\nhost : a\r\n\r\n", "GET /v1/models HTTP/1.1\r\nhost: a\r\nx: a\u0000b\r\n\r\n",
			"GET /v1/mo dels HTTP/1.1\r\nhost: a\r\n\r\n", "GET /v1/models HTTP/1.1\r\nhost: a\r\nx y: a\r\n\r\n",
			"POST /v1/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
			"POST /v1/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
			"POST /v1/completions HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
			"POST /v1/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n0\r\n\r\n" })
	void whatIsNotHttpIsRefusedInJson(String request) throws IOException {
		try (Socket socket = connect()) {
			write(socket, request);
			refused(rest(socket), 400, "invalid_http", true);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\r\n{}xyz\r\n", "2\n{}\r\n0\r\n\r\n",
			"ffffffffffffffffff\r\n{}" })
	void aChunkThatIsNoneIsRefusedInJson(String chunks) throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "transfer-encoding: chunked") + chunks);
			refused(rest(socket), 400, "invalid_http", true);
		}
		assertThat(this.simulator.calls()).isEmpty();
	}

	/** Who writes all before reading anything must not find the connection reset. */
	@Test
	void aBodyThatIsTooLargeIsRefusedWithoutAReset() throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "content-length: 40000000"));
			byte[] piece = new byte[1_000_000];
			for (int i = 0; i < 40; i++) {
				socket.getOutputStream().write(piece);
			}
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8)
				.startsWith("HTTP/1.1 413 ")
				.contains("\"code\":\"request_too_large\"");
		}
	}

	@Test
	void whatIsTooLongIsRefusedInJson() throws IOException {
		try (Socket socket = connect()) {
			write(socket, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nhost: a\r\n\r\n");
			refused(rest(socket), 414, "uri_too_long", true);
		}
		try (Socket socket = connect()) {
			write(socket, head(CHAT, "x: " + "a".repeat(100_000)));
			refused(rest(socket), 431, "headers_too_large", true);
		}
		try (Socket socket = connect()) {
			write(socket, head(GEMINI, "x: " + "a".repeat(100_000)));
			assertThat(rest(socket)).startsWith("HTTP/1.1 431 ")
				.contains("{\"error\":{\"code\":431,")
				.contains("\"status\":\"INVALID_ARGUMENT\"");
		}
	}

	@Test
	void whatIsNotHttpWaitsForTheAnswersBeforeIt() throws IOException {
		try (Socket socket = connect()) {
			write(socket, get("/v1/models/gpt-4o") + get("/v1/models/gpt-4o") + "garbage\r\n\r\n");
			String answers = rest(socket);
			assertThat(answers.split("HTTP/1\\.1 ", -1)).extracting((answer) -> answer.split(" ", 2)[0])
				.containsExactly("", "200", "200", "400");
		}
	}

	@ParameterizedTest
	@CsvSource({ "//v1/models", "/v1//models", "/v1/../admin/costs", "/v1/%2e%2e/admin/costs", "/v1/%2E%2E/admin/costs",
			"/v1/..;/admin/costs", "/v1/..%2fadmin/costs", "/v1/models/..;x=/../admin/costs", "//admin/costs",
			"/admin%2fcosts", "/ADMIN/costs", "/admin/costs/", "/./admin/costs", "/v1\\..\\admin\\costs" })
	void noAddressLeadsToAnother(String path) throws IOException {
		try (Socket socket = connect()) {
			write(socket, get(path));
			assertThat(readAnswer(socket)).containsPattern("^HTTP/1\\.1 (404|400) ");
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", this.gateway.port());
		socket.setSoTimeout(20_000);
		return socket;
	}

	private static String get(String path) {
		return "GET " + path + " HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + GatewayCaller.KEY + "\r\n\r\n";
	}

	private static String head(String path, String header) {
		return "POST " + path + " HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + GatewayCaller.KEY
				+ "\r\ncontent-type: application/json\r\n" + header + "\r\n\r\n";
	}

	private static String chat(String marker, boolean streamed) {
		String body = GatewayCaller.ask("gpt-4o", "Hi [[simulate " + marker + "]]", ",\"stream\":" + streamed);
		return head(CHAT, "connection: close\r\ncontent-length: " + body.length()) + body;
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Sends a little again and again, until there is an answer. */
	private static void trickle(Socket socket, String little) {
		Awaitility.await().atMost(GatewayCaller.PATIENCE).pollInterval(BEAT).until(() -> {
			if (socket.getInputStream().available() > 0) {
				return true;
			}
			write(socket, little);
			return false;
		});
	}

	/** All that comes until the connection ends. */
	private static String rest(Socket socket) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(bytes);
		}
		catch (SocketException ex) {
			// a reset ends it too
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	/** One answer of a known length, behind which the connection stays. */
	private static String readAnswer(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) socket.getInputStream().read());
		}
		String length = head.toString().replaceAll("(?si).*content-length: (\\d+).*", "$1");
		return head + new String(socket.getInputStream().readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
	}

	/** All that such a refusal has. */
	private static void refused(String answer, int status, String code, boolean forEver) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\n\r\n");
		String head = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
		assertThat(head).containsOnlyOnce("x-request-id: req_")
			.contains("content-type: application/json")
			.contains("connection: close");
		assertThat(head.contains("x-should-retry: false")).isEqualTo(forEver);
		JsonNode error = GatewayCaller.json(answer.substring(head.length())).path("error");
		assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").isNull()).isTrue();
	}

}
