package dev.tollgate.simulator;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.http.HttpMethod;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the simulator offers beside the providers, over HTTP: its log of calls, and the
 * faults of whole providers.
 */
final class SimulatorControls {

	private static final String CALLS = "/simulator/calls";

	private static final String FAULTS = "/simulator/faults";

	private final SimulatedProviders providers;

	private final JsonMapper mapper;

	SimulatorControls(SimulatedProviders providers, JsonMapper mapper) {
		this.providers = providers;
		this.mapper = mapper;
	}

	Publisher<Void> handle(String path, HttpServerRequest request, HttpServerResponse response) {
		if (path.equals(CALLS)) {
			return calls(request, response);
		}
		if (path.equals(FAULTS)) {
			return json(response, this.providers.standingFaults());
		}
		return path.startsWith(FAULTS + "/") ? faults(path.substring(FAULTS.length() + 1), request, response)
				: response.sendNotFound();
	}

	private Publisher<Void> calls(HttpServerRequest request, HttpServerResponse response) {
		if (request.method().equals(HttpMethod.DELETE)) {
			this.providers.clear();
			return response.status(204).send();
		}
		return json(response, this.providers.log().snapshots());
	}

	private Publisher<Void> faults(String provider, HttpServerRequest request, HttpServerResponse response) {
		if (request.method().equals(HttpMethod.DELETE)) {
			this.providers.heal(provider);
			return response.status(204).send();
		}
		if (!request.method().equals(HttpMethod.PUT)) {
			return response.status(405).header("allow", "PUT, DELETE").send();
		}
		return request.receive()
			.aggregate()
			.asString(StandardCharsets.UTF_8)
			.defaultIfEmpty("")
			.flatMap((text) -> order(provider, text, response));
	}

	private Mono<Void> order(String provider, String text, HttpServerResponse response) {
		try {
			this.providers.fault(provider, text);
			return Mono.from(response.status(204).send());
		}
		catch (IllegalArgumentException ex) {
			return Mono.from(response.status(400)
				.header("content-type", "text/plain; charset=utf-8")
				.sendString(Mono.just(ex.getMessage() + "\n")));
		}
	}

	private Publisher<Void> json(HttpServerResponse response, Object value) {
		return response.header("content-type", "application/json")
			.sendByteArray(Mono.fromSupplier(() -> this.mapper.writeValueAsBytes(value)));
	}

}
