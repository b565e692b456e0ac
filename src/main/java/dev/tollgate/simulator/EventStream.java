package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of one streamed reply as bytes, up to where a fault stops them.
 */
final class EventStream {

	/** As many events at most tell the end and the usage. */
	private static final int ENDING = 4;

	private final Reply.Streamed reply;

	private final Faults faults;

	private final Protocol protocol;

	private final OngoingCall call;

	private final JsonMapper mapper;

	private final int count;

	private final boolean stopped;

	EventStream(Reply.Streamed reply, SimulatedProviders.Planned planned, OngoingCall call, JsonMapper mapper) {
		this.reply = reply;
		this.faults = planned.faults();
		this.protocol = planned.protocol();
		this.call = call;
		this.mapper = mapper;
		int stop = Integer.MAX_VALUE;
		for (String key : new String[] { "cut", "end", "stall", "error" }) {
			stop = Math.min(stop, this.faults.number(key, stop));
		}
		this.count = Math.min(this.faults.has("endless") ? Integer.MAX_VALUE : reply.size(), stop);
		this.stopped = stop < Integer.MAX_VALUE;
	}

	Flux<byte[]> all() {
		return Flux.range(0, this.count).hide().map(this::event).concatWith(end());
	}

	Flux<byte[]> all(IntFunction<Mono<Void>> pause) {
		return Flux.range(0, this.count)
			// or else all that are left would be counted off when the caller leaves
			.hide()
			.concatMap((index) -> pause.apply(index).then(Mono.fromSupplier(() -> event(index))), 1)
			.concatWith(end());
	}

	private byte[] event(int index) {
		boolean error = index + 1 == this.faults.number("error", 0);
		Reply.Frame frame = error
				? new Reply.Frame(this.protocol.failure(this.faults.number("error-status", 500), this.faults).body(), 0,
						0)
				: this.reply.frames().apply(repeated(index));
		JsonNode json = this.faults.has("extra") ? Extras.addTo(frame.json()) : frame.json();
		String data = this.faults.has("lines") ? this.mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json)
				: this.mapper.writeValueAsString(json);
		if (this.faults.garbles(index + 1)) {
			data = data.substring(0, data.length() / 2);
		}
		this.call.sent(frame.output(), frame.reasoning());
		boolean last = index == this.count - 1 && (this.stopped || this.reply.framing() == Reply.Framing.GEMINI);
		if (last && !this.faults.has("cut") && !this.faults.has("stall")) {
			finish();
		}
		return frame(data, index == 0).getBytes(StandardCharsets.UTF_8);
	}

	// The events of an answer without end begin again before the last ones, which end it.
	private int repeated(int index) {
		int again = this.reply.size() - ENDING;
		if (!this.faults.has("endless") || index == 0) {
			return index;
		}
		return (again > 1) ? 1 + (index - 1) % (again - 1) : 0;
	}

	private String frame(String data, boolean first) {
		if (this.reply.framing() == Reply.Framing.ARRAY) {
			return (first ? "[" : ",\r\n") + data;
		}
		boolean windows = this.faults.has("crlf") || this.reply.framing() == Reply.Framing.GEMINI;
		String end = this.faults.has("cr") ? "\r" : windows ? "\r\n" : "\n";
		StringBuilder event = new StringBuilder((first && this.faults.has("bom")) ? "\ufeff" : "");
		if (this.faults.has("fields")) {
			event.append(": more fields" + end + "event: message" + end + "id: 7" + end + "retry: 3000" + end);
		}
		data.lines().forEach((line) -> event.append("data: ").append(line).append(end));
		return event.append(end).toString();
	}

	// What follows the last event of a whole stream.
	private Mono<byte[]> end() {
		if (this.count == 0) {
			finish();
		}
		if (this.stopped || this.reply.framing() == Reply.Framing.GEMINI) {
			return Mono.empty();
		}
		return Mono.fromSupplier(() -> {
			finish();
			return mark().getBytes(StandardCharsets.UTF_8);
		});
	}

	private String mark() {
		if (this.reply.framing() == Reply.Framing.ARRAY) {
			return "]";
		}
		String done = this.faults.has("no-done") ? "" : frame("[DONE]", false);
		JsonNode trailer = this.reply.trailer();
		return (trailer != null) ? done + frame(this.mapper.writeValueAsString(trailer), false) : done;
	}

	private void finish() {
		this.call.end(this.faults.spoil() ? SimulatedCall.Outcome.FAULTED : SimulatedCall.Outcome.COMPLETED);
	}

}
