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
		this.count = Math.min(reply.size(), stop);
		this.stopped = stop < Integer.MAX_VALUE;
	}

	Flux<byte[]> all() {
		return Flux.range(0, this.count).map(this::event).concatWith(end());
	}

	Flux<byte[]> all(IntFunction<Mono<Void>> pause) {
		return Flux.range(0, this.count)
			.concatMap((index) -> pause.apply(index).then(Mono.fromSupplier(() -> event(index))), 1)
			.concatWith(end());
	}

	private byte[] event(int index) {
		boolean error = index + 1 == this.faults.number("error", 0);
		Reply.Frame frame = error ? new Reply.Frame(this.protocol.failure(500, this.faults).body(), 0, 0)
				: this.reply.frames().apply(index);
		JsonNode json = this.faults.has("extra") ? Extras.addTo(frame.json()) : frame.json();
		String data = this.mapper.writeValueAsString(json);
		if (index + 1 == this.faults.number("garbage", 0)) {
			data = data.substring(0, data.length() / 2);
		}
		this.call.sent(frame.output(), frame.reasoning());
		boolean last = index == this.count - 1 && (this.stopped || this.reply.framing() == Reply.Framing.GEMINI);
		if (last && !this.faults.has("cut") && !this.faults.has("stall")) {
			finish();
		}
		return frame(data, index == 0).getBytes(StandardCharsets.UTF_8);
	}

	private String frame(String data, boolean first) {
		return switch (this.reply.framing()) {
			case OPENAI -> this.faults.has("crlf") ? "data: " + data + "\r\n\r\n" : "data: " + data + "\n\n";
			case GEMINI -> "data: " + data + "\r\n\r\n";
			case ARRAY -> (first ? "[" : ",\r\n") + data;
		};
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
