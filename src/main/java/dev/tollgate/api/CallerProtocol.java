package dev.tollgate.api;

import java.nio.charset.StandardCharsets;

import dev.tollgate.wire.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The protocol in which a caller expects its errors.
 */
enum CallerProtocol {

	/** {@code {"error":{"message","type","param","code"}}}, all four always there. */
	OPENAI {

		@Override
		byte[] error(ApiError error) {
			ObjectNode body = JsonNodeFactory.instance.objectNode();
			body.putObject("error")
				.put("message", error.message())
				.put("type", error.type())
				.put("param", error.param())
				.put("code", error.code());
			return Json.MAPPER.writeValueAsBytes(body);
		}

	},

	/** {@code {"error":{"code","message","status"}}}, as google.rpc.Status has it. */
	GEMINI {

		@Override
		byte[] error(ApiError error) {
			ObjectNode body = JsonNodeFactory.instance.objectNode();
			body.putObject("error")
				.put("code", error.status())
				.put("message", error.message())
				.put("status", error.googleStatus());
			return Json.MAPPER.writeValueAsBytes(body);
		}

	};

	private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

	/** The body of an answer that is an error. */
	abstract byte[] error(ApiError error);

	/** The event that ends a stream in an error. */
	byte[] errorEvent(ApiError error) {
		byte[] json = error(error);
		byte[] event = new byte[DATA.length + json.length + 2];
		System.arraycopy(DATA, 0, event, 0, DATA.length);
		System.arraycopy(json, 0, event, DATA.length, json.length);
		event[event.length - 2] = '\n';
		event[event.length - 1] = '\n';
		return event;
	}

	static CallerProtocol of(ServerHttpRequest request) {
		return of(request.getPath().value());
	}

	/** By the path, or by all that follows the host. */
	static CallerProtocol of(String path) {
		return path.startsWith("/v1beta/") ? GEMINI : OPENAI;
	}

}
