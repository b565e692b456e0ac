package dev.tollgate.telemetry;

import java.time.Duration;
import java.time.Instant;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * How the line of a request is written: a sentence for people, and beside it the fields
 * of the Elastic Common Schema and our own for machines, which a structured format shows.
 */
final class RequestLogEntry {

	private final RequestLine line;

	private LoggingEventBuilder event;

	private RequestLogEntry(RequestLine line, LoggingEventBuilder event) {
		this.line = line;
		this.event = event;
	}

	static void write(RequestLine line, Logger logger) {
		RequestLogEntry entry = new RequestLogEntry(line, logger.atInfo());
		entry.http();
		entry.call();
		entry.line.describe((name, value) -> entry.field("tollgate." + name, value));
		entry.event.log(entry.sentence());
	}

	private void http() {
		field("event.dataset", "tollgate.requests");
		field("event.start", start());
		field("event.duration", this.line.nanos());
		field("event.outcome", isSuccess() ? "success" : "failure");
		field("http.request.method", this.line.method());
		field("http.route", this.line.pattern());
		if (this.line.status() > 0) {
			field("http.response.status_code", this.line.status());
		}
		field("trace.id", this.line.traceId());
		field("span.id", this.line.spanId());
	}

	/** Its id has the instant of its arrival, to the millisecond. */
	private @Nullable Instant start() {
		RequestId id = this.line.id();
		return (id != null) ? Instant.ofEpochMilli(id.value().getMostSignificantBits() >>> 16) : null;
	}

	private boolean isSuccess() {
		Outcome outcome = this.line.outcome();
		return this.line.status() < 400 && (outcome == null || outcome == Outcome.COMPLETED);
	}

	private void call() {
		CallSummary call = this.line.call();
		if (call == null) {
			return;
		}
		TokenUsage usage = call.usage();
		field("gen_ai.request.model", call.model());
		field("gen_ai.usage.input_tokens", usage.input());
		field("gen_ai.usage.output_tokens", usage.output());
		field("gen_ai.usage.cache_read.input_tokens", usage.cachedInput());
		field("tollgate.streamed", call.streamed());
		field("tollgate.estimated", call.estimated());
		Duration first = call.firstContent();
		if (first != null) {
			field("tollgate.first_content", first.toNanos() / 1e9);
		}
	}

	private void field(String name, @Nullable Object value) {
		if (value != null) {
			this.event = this.event.addKeyValue(name, value);
		}
	}

	private String sentence() {
		StringBuilder text = new StringBuilder(160);
		if (this.line.method() != null) {
			text.append(this.line.method()).append(' ');
			text.append((this.line.pattern() != null) ? this.line.pattern() : "(no such address)");
			text.append(' ').append(this.line.status());
		}
		else {
			text.append("in process");
		}
		Outcome outcome = this.line.outcome();
		long tenths = (this.line.nanos() + 50_000) / 100_000;
		append(text, " ", (outcome != null) ? outcome.label() : null);
		text.append(" in ").append(tenths / 10).append('.').append(tenths % 10).append(" ms");
		appendCall(text);
		if (this.line.id() != null) {
			text.append(", ").append(this.line.id());
		}
		return text.toString();
	}

	private void appendCall(StringBuilder text) {
		append(text, ", key ", this.line.key());
		append(text, ", route ", this.line.route());
		CallSummary call = this.line.call();
		if (call != null) {
			text.append(", ").append(call.provider()).append('/').append(call.model());
			text.append(call.streamed() ? " streamed" : "");
			text.append(", ").append(call.usage().input()).append('+').append(call.usage().output()).append(" tokens");
		}
		Usd cost = this.line.cost();
		append(text, ", ", (cost != null) ? cost.toPlainString() + " USD" : null);
		if (this.line.attempts() > 1) {
			text.append(", ").append(this.line.attempts()).append(" attempts");
		}
	}

	private static void append(StringBuilder text, String before, @Nullable String value) {
		if (value != null) {
			text.append(before).append(value);
		}
	}

}
