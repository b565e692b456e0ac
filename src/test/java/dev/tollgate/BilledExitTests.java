package dev.tollgate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every exit of a call, streamed or not, at every provider, and what it is billed. The
 * answer is of twelve letters, a token each; Gemini's events are of four.
 */
class BilledExitTests extends GatewayTests {

	private static final List<String> MODELS = List.of("openai/gpt-4o", "deepseek/deepseek-flash",
			"gemini/gemini-2.0-flash");

	private static final String TEXT = " text=a b c d e f g h i j k l";

	/**
	 * In markers {@code N} is the sixth event, of Gemini's the second. Input and output
	 * are {@code provider}, {@code prompt} (an estimate of it), or a number; that of
	 * Gemini is told if it is another.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# marker               | streamed | input    | output   | Gemini's
			first-token=0ms        | both     | provider | provider |
			usage=every            | true     | provider | provider |
			usage=twice            | true     | provider | provider |
			usage=none             | true     | prompt   | 12       | 6
			usage=none             | false    | prompt   | 6        |
			usage=zero             | true     | prompt   | 12       | 6
			usage=zero             | false    | prompt   | 6        |
			usage=negative         | both     | prompt   | any      |
			usage=huge             | both     | prompt   | any      |
			usage=null             | both     | prompt   | any      |
			status=400             | both     | 0        | 0        |
			status=429             | both     | 0        | 0        |
			status=500             | both     | 0        | 0        |
			redirect               | both     | 0        | 0        |
			html                   | both     | prompt   | 0        |
			cut=0                  | both     | prompt   | 0        |
			cut=6                  | false    | prompt   | 0        |
			end=0                  | true     | prompt   | 0        |
			error=1                | true     | 0        | 0        |
			error=N usage=last     | true     | prompt   | 4        | 2
			cut=N usage=last       | true     | prompt   | 5        | 4
			end=N usage=last       | true     | prompt   | 5        | 4
			""")
	void aCallThatIsHeardToItsEnd(String marker, String streamed, String input, String output, String geminis) {
		for (boolean stream : streamed.equals("both") ? new boolean[] { true, false }
				: new boolean[] { Boolean.parseBoolean(streamed) }) {
			for (String model : MODELS) {
				String body = body(model, marker, stream);
				Billed before = billed();
				this.simulator.clear();
				this.gateway.receive("/v1/chat/completions", body);
				expect(before, body, input, output(model, output, geminis), marker + " of " + model + ", " + stream);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "nowhere/gpt-4o,,0,0", "impatient/gpt-4o,delay=30s,prompt,0",
			"impatient/gpt-4o,first-token=30s,prompt,0", "impatient/gpt-4o,stall=6,prompt,5", "locked/gpt-4o,,0,0" })
	void aStreamThatFailsInTime(String model, String marker, String input, String output) {
		String body = body(model, (marker != null) ? marker : "", true);
		Billed before = billed();
		this.gateway.receive("/v1/chat/completions", body);
		expect(before, body, input, output, marker + " of " + model);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# marker                | streamed | until | input  | output | Gemini's
			delay=30s               | both     |       | prompt | 0      |
			first-token=30s         | both     |       | prompt | 0      |
			stall=N usage=last      | true     | e     | prompt | 5      | 4
			""")
	void aCallerWhoLeaves(String marker, String streamed, String until, String input, String output, String geminis)
			throws IOException {
		for (boolean stream : streamed.equals("both") ? new boolean[] { true, false }
				: new boolean[] { Boolean.parseBoolean(streamed) }) {
			for (String model : MODELS) {
				String body = body(model, marker, stream);
				Billed before = billed();
				leave(body, until);
				expect(before, body, input, output(model, output, geminis), marker + " of " + model + ", " + stream);
				Awaitility.await().until(() -> this.simulator.open() == 0);
				assertThat(upstream().outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# marker          | streamed | until | input    | output
			delay=700ms       | both     |       | provider | provider
			first-token=700ms | both     |       | provider | provider
			gap=60ms          | true     | a     | provider | provider
			""")
	void aCallerWhoLeavesWhereCallsGoOn(String marker, String streamed, String until, String input, String output)
			throws IOException {
		for (boolean stream : streamed.equals("both") ? new boolean[] { true, false }
				: new boolean[] { Boolean.parseBoolean(streamed) }) {
			for (String model : MODELS) {
				String body = body("drained-" + model, marker, stream);
				Billed before = billed();
				leave(body, until);
				expect(before, body, input, output, marker + " of " + model + ", " + stream);
				assertThat(upstream().outcome()).isEqualTo(SimulatedCall.Outcome.COMPLETED);
				assertThat(this.gateway.metric("tollgate_streams_active")).isZero();
			}
		}
	}

	private static String output(String model, String output, String geminis) {
		return (geminis != null && model.contains("gemini")) ? geminis : output;
	}

	private static String body(String model, String marker, boolean streamed) {
		String numbered = marker.replace("=N", model.contains("gemini") ? "=2" : "=6");
		return GatewayCaller.ask(model, "Why is the sky blue, and not green? [[simulate " + numbered + TEXT + "]]",
				(streamed ? ",\"stream\":true" : "")
						+ (model.contains("deepseek") ? ",\"thinking\":{\"type\":\"disabled\"}" : ""));
	}

	private void leave(String body, String until) throws IOException {
		this.simulator.clear();
		try (Socket socket = new Socket("127.0.0.1", this.gateway.port())) {
			socket.setSoTimeout(20_000);
			OutputStream out = socket.getOutputStream();
			out.write(("POST /v1/chat/completions HTTP/1.1\r\nhost: tollgate\r\nauthorization: Bearer "
					+ GatewayCaller.KEY + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
					+ "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
			out.flush();
			Awaitility.await().until(() -> this.simulator.calls().size() == 1);
			ByteArrayOutputStream heard = new ByteArrayOutputStream();
			while (until != null
					&& !heard.toString(StandardCharsets.UTF_8).matches("(?s).*\"content\":\" ?" + until + ".*")) {
				heard.write(socket.getInputStream().read());
			}
		}
	}

	private void expect(Billed before, String body, String input, String output, String what) {
		Awaitility.await().until(() -> this.gateway.metric("tollgate_requests_total") == before.requests + 1);
		Billed after = billed();
		long sent = after.input - before.input;
		long answered = after.output - before.output;
		JsonBody request = JsonBody.of(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
		assertThat(sent).as(what).isEqualTo(switch (input) {
			case "provider" -> upstream().usage().input();
			case "prompt" -> request.textSize() / 4;
			default -> Long.parseLong(input);
		});
		if (output.equals("any")) {
			assertThat(answered).as(what).isBetween(6L, 12L);
		}
		else {
			assertThat(answered).as(what)
				.isEqualTo(output.equals("provider") ? upstream().usage().output() : Long.parseLong(output));
		}
		assertThat(after.byProvider > before.byProvider).as(what).isEqualTo(input.equals("provider"));
		assertThat(after.byEstimate > before.byEstimate).as(what).isEqualTo(input.equals("prompt"));
	}

	private Billed billed() {
		return new Billed((long) this.gateway.metric("tollgate_requests_total"),
				(long) this.gateway.metric("gen_ai_client_token_usage_total", "gen_ai_token_type", "input"),
				(long) this.gateway.metric("gen_ai_client_token_usage_total", "gen_ai_token_type", "output"),
				this.gateway.metric("gen_ai_client_cost_usd_total", "source", "provider"),
				this.gateway.metric("gen_ai_client_cost_usd_total", "source", "estimated"));
	}

	/**
	 * What was billed so far.
	 *
	 * @param requests how many requests there were
	 * @param input their tokens
	 * @param output and those of their answers
	 * @param byProvider the cost of those that the provider reported
	 * @param byEstimate the cost of those that were estimated
	 */
	private record Billed(long requests, long input, long output, double byProvider, double byEstimate) {
	}

}
