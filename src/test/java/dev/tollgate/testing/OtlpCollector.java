package dev.tollgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import org.awaitility.Awaitility;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Where traces are sent to, on loopback: an OpenTelemetry collector's OTLP over HTTP.
 */
public final class OtlpCollector implements AutoCloseable {

	private final DisposableServer server;

	private final List<Span> spans = new CopyOnWriteArrayList<>();

	public OtlpCollector() {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.post("/v1/traces", this::receive))
			.bindNow();
	}

	private Publisher<Void> receive(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asByteArray().flatMap((body) -> {
			try {
				ExportTraceServiceRequest.parseFrom(body)
					.getResourceSpansList()
					.forEach((resource) -> resource.getScopeSpansList()
						.forEach((scope) -> this.spans.addAll(scope.getSpansList())));
				return response.status(200).send().then();
			}
			catch (InvalidProtocolBufferException ex) {
				return response.status(400).send().then();
			}
		});
	}

	/**
	 * The address to send traces to.
	 * @return a URL
	 */
	public String url() {
		return "http://127.0.0.1:" + this.server.port() + "/v1/traces";
	}

	/**
	 * Waits for the spans of a trace.
	 * @param traceId the trace
	 * @param complete whether they are all
	 * @return the spans, in the order of their beginnings
	 */
	public List<Span> await(String traceId, Predicate<List<Span>> complete) {
		return Awaitility.await().until(() -> trace(traceId), complete);
	}

	/**
	 * The spans of a trace that have come until now.
	 * @param traceId the trace
	 * @return the spans, in the order of their beginnings
	 */
	public List<Span> trace(String traceId) {
		List<Span> trace = new ArrayList<>(
				this.spans.stream().filter((span) -> hex(span.getTraceId().toByteArray()).equals(traceId)).toList());
		trace.sort((a, b) -> Long.compareUnsigned(a.getStartTimeUnixNano(), b.getStartTimeUnixNano()));
		return trace;
	}

	/**
	 * All that has come.
	 * @return the spans
	 */
	public List<Span> all() {
		return List.copyOf(this.spans);
	}

	/**
	 * An id as it is written.
	 * @param id the bytes
	 * @return hexadecimal digits
	 */
	public static String hex(byte[] id) {
		return java.util.HexFormat.of().formatHex(id);
	}

	/**
	 * An attribute of a span.
	 * @param span the span
	 * @param name the attribute's name
	 * @return its value with its type, unset where there is none
	 */
	public static AnyValue attribute(Span span, String name) {
		return span.getAttributesList()
			.stream()
			.filter((attribute) -> attribute.getKey().equals(name))
			.map(KeyValue::getValue)
			.findFirst()
			.orElse(AnyValue.getDefaultInstance());
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
