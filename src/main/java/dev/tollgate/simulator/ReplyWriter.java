package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one reply: at which pace, and with what going wrong on the way. Every timer runs
 * on the connection's own event loop.
 */
final class ReplyWriter {

	private static final String COMMENT = ": keep-alive\n\n";

	private static final Duration LONGEST = Duration.ofMinutes(2);

	/** So that what was written before a reset has reached the other side. */
	private static final Duration BEFORE_RESET = Duration.ofMillis(30);

	private final SimulatorSettings settings;

	private final OngoingCall call;

	private final JsonMapper mapper;

	private final HttpServerResponse response;

	private final Channel channel;

	private final Scheduler loop;

	ReplyWriter(SimulatorSettings settings, OngoingCall call, JsonMapper mapper, HttpServerResponse response,
			Channel channel) {
		this.settings = settings;
		this.call = call;
		this.mapper = mapper;
		this.response = response;
		this.channel = channel;
		this.loop = Schedulers.fromExecutorService(channel.eventLoop());
	}

	Mono<Void> write(SimulatedProviders.Planned planned) {
		Faults faults = planned.faults();
		Mono<Void> written = Mono.defer(() -> now(planned));
		return after(faults.duration("delay", Duration.ZERO)).then(written);
	}

	private Mono<Void> now(SimulatedProviders.Planned planned) {
		Faults faults = planned.faults();
		if (faults.number("cut", -1) == 0) {
			return abort(true);
		}
		if (faults.has("hang-up")) {
			return abort(false);
		}
		planned.reply().headers().forEach(this.response::header);
		if (faults.has("encoding")) {
			this.response.header("content-encoding", faults.text("encoding", ""));
		}
		if (faults.has("redirect")) {
			end(faults);
			return Mono.from(this.response.status(302)
				.header("location", "/" + this.call.begun().provider() + "/redirected")
				.send());
		}
		if (faults.has("html")) {
			return html(faults);
		}
		if (faults.has("garbage-bytes")) {
			this.response.header("content-type", "text/event-stream");
			byte[] junk = new byte[8192];
			Arrays.fill(junk, (byte) 'x');
			return send(Flux.range(0, Integer.MAX_VALUE).repeat().map((i) -> junk), faults);
		}
		if (faults.has("comments") && !faults.has("stall")) {
			return comments(planned.reply(), faults);
		}
		return switch (planned.reply()) {
			case Reply.Whole whole -> whole(whole, faults);
			case Reply.Streamed streamed -> streamed(streamed, planned);
		};
	}

	// Signs of life, and nothing else for ever.
	private Mono<Void> comments(Reply reply, Faults faults) {
		boolean events = reply instanceof Reply.Streamed;
		this.response.header("content-type", events ? "text/event-stream" : "application/json");
		return send(signs(events ? COMMENT : "\n", faults), faults);
	}

	private Flux<byte[]> signs(String sign, Faults faults) {
		Duration each = faults.duration("comments", Duration.ZERO);
		byte[] bytes = sign.getBytes(StandardCharsets.UTF_8);
		return Mono.defer(() -> after(each).thenReturn(bytes)).repeat();
	}

	private Mono<Void> html(Faults faults) {
		end(faults);
		byte[] page = "<html><head><title>Bad gateway</title></head><body><center>cloudflare</center></body></html>"
			.getBytes(StandardCharsets.UTF_8);
		this.response.status(faults.number("status", 200)).header("content-type", "text/html; charset=UTF-8");
		return Mono.from(this.response.sendByteArray(Mono.just(page)));
	}

	private Mono<Void> streamed(Reply.Streamed reply, SimulatedProviders.Planned planned) {
		Faults faults = planned.faults();
		Duration gap = faults.duration("gap", this.settings.betweenEvents());
		EventStream events = new EventStream(reply, planned, this.call, this.mapper);
		Flux<byte[]> paced = gap.isZero() ? events.all()
				: events.all((index) -> (index == 0) ? Mono.empty() : after(gap));
		Flux<byte[]> rest = Flux.empty();
		if (faults.has("cut")) {
			rest = abort(true).thenMany(rest);
		}
		else if (faults.has("stall")) {
			rest = faults.has("comments") ? signs(COMMENT, faults) : Flux.never();
		}
		this.response.status(200).header("content-type", faults.text("type", reply.framing().contentType()));
		this.response.header("cache-control", "no-cache");
		return send(Flux.concat(first(faults, COMMENT.getBytes(StandardCharsets.UTF_8)), paced, rest), faults);
	}

	// The time to the first token, with signs of life in it.
	private Flux<byte[]> first(Faults faults, byte[] alive) {
		Duration first = faults.duration("first-token", this.settings.firstToken());
		int signs = signs(faults, first);
		Duration each = first.dividedBy(signs + 1L);
		return Flux.range(0, signs)
			.concatMap((i) -> after(each).thenReturn(alive))
			.concatWith(after(each).then(Mono.empty()));
	}

	private int signs(Faults faults, Duration first) {
		boolean deepSeek = this.call.begun().provider().equals("deepseek");
		return faults.number("keep-alive",
				(deepSeek && first.compareTo(Duration.ofSeconds(1)) > 0) ? (int) first.toSeconds() : 0);
	}

	private Mono<Void> whole(Reply.Whole reply, Faults faults) {
		byte[] body = body(reply.body(), faults);
		this.response.status(reply.status()).header("content-type", faults.text("type", "application/json"));
		Duration first = faults.duration("first-token", this.settings.firstToken());
		Duration gap = faults.duration("gap", this.settings.betweenEvents());
		if (reply.pieces() == 0) {
			return sendWhole(body, faults, Flux.empty());
		}
		boolean signs = signs(faults, first) > 0;
		if (signs || faults.has("first-token")) {
			return sendWhole(body, faults, first(faults, "\n".getBytes(StandardCharsets.UTF_8)));
		}
		Duration all = first.plus(gap.multipliedBy(reply.pieces()));
		return after((all.compareTo(LONGEST) > 0) ? LONGEST : all)
			.then(Mono.defer(() -> sendWhole(body, faults, Flux.empty())));
	}

	private byte[] body(JsonNode json, Faults faults) {
		byte[] body = this.mapper.writeValueAsBytes(faults.has("extra") ? Extras.addTo(json) : json);
		return faults.has("garbage") ? Arrays.copyOf(body, body.length / 2) : body;
	}

	private Mono<Void> sendWhole(byte[] body, Faults faults, Flux<byte[]> before) {
		boolean broken = faults.has("cut") || faults.has("end") || faults.has("stall");
		if (!faults.has("keep-alive") && !faults.has("encoding")
				&& signs(faults, faults.duration("first-token", this.settings.firstToken())) == 0) {
			int length = Math.max(0, body.length + offset(faults));
			this.response.header("content-length", Integer.toString(length));
		}
		if (broken) {
			byte[] half = Arrays.copyOf(body, body.length / 2);
			Mono<byte[]> rest = faults.has("stall") ? Mono.never() : abort(faults.has("cut")).then(Mono.empty());
			return send(Flux.concat(before, Flux.just(half), rest), faults);
		}
		int parts = faults.has("slow-body") ? 10 : 1;
		Duration gap = faults.has("slow-body") ? faults.duration("gap", Duration.ofMillis(100)) : Duration.ZERO;
		Flux<byte[]> content = Flux.range(0, parts)
			.concatMap((i) -> after((i > 0) ? gap : Duration.ZERO).then(Mono.fromSupplier(() -> {
				if (i == parts - 1) {
					end(faults);
				}
				return part(body, i, parts);
			})), 1);
		// who promised more than there is can only hang up
		Mono<byte[]> rest = (offset(faults) > 0) ? abort(false).then(Mono.empty()) : Mono.empty();
		return send(Flux.concat(before, content, rest), faults);
	}

	private static int offset(Faults faults) {
		return Integer.parseInt(faults.text("length", "0"));
	}

	private static byte[] part(byte[] body, int index, int parts) {
		return Arrays.copyOfRange(body, (int) ((long) body.length * index / parts),
				(int) ((long) body.length * (index + 1) / parts));
	}

	/**
	 * Back-pressure is the connection's: it asks for more when it has written.
	 * @param bytes what to write
	 * @param faults may ask for small writes
	 * @return completes when all is written
	 */
	private Mono<Void> send(Flux<byte[]> bytes, Faults faults) {
		int most = faults.number("split", Integer.MAX_VALUE);
		Flux<byte[]> encoded = faults.text("encoding", "").equals("gzip") ? new Compression().of(bytes) : bytes;
		Flux<byte[]> writes = (most < Integer.MAX_VALUE) ? encoded.concatMap((all) -> split(all, Math.max(1, most)), 1)
				: encoded;
		Duration trickle = faults.duration("trickle", Duration.ZERO);
		if (!trickle.isZero()) {
			writes = writes.concatMap((part) -> after(trickle).thenReturn(part), 1);
		}
		Publisher<ByteBuf> buffers = writes.map(Unpooled::wrappedBuffer);
		return Mono.from(this.response.send(buffers, (buffer) -> true));
	}

	private static Flux<byte[]> split(byte[] all, int most) {
		return Flux.range(0, Math.ceilDiv(all.length, most))
			.map((i) -> Arrays.copyOfRange(all, i * most, Math.min(all.length, (i + 1) * most)));
	}

	private Mono<Void> after(Duration pause) {
		return pause.isZero() ? Mono.empty() : Mono.delay(pause, this.loop).then();
	}

	private void end(Faults faults) {
		this.call.end(faults.spoil() ? SimulatedCall.Outcome.FAULTED : SimulatedCall.Outcome.COMPLETED);
	}

	// Never completes, since a completed answer would be ended properly.
	private Mono<Void> abort(boolean reset) {
		return after(BEFORE_RESET).then(Mono.<Void>fromRunnable(() -> {
			this.call.end(SimulatedCall.Outcome.FAULTED);
			if (reset) {
				this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
			}
		})).then(FutureMono.deferFuture(this.channel::close)).then(Mono.never());
	}

}
