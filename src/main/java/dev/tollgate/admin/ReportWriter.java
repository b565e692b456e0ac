package dev.tollgate.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.tollgate.wire.Json;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers with JSON, or with the file of comma-separated values that a caller prefers.
 */
final class ReportWriter {

	private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

	private static final MediaType PLAIN_CSV = new MediaType("text", "csv");

	private ReportWriter() {
	}

	/** Whether the caller would rather have CSV than JSON. */
	static boolean csv(ServerWebExchange exchange) {
		List<MediaType> accepted;
		try {
			accepted = exchange.getRequest().getHeaders().getAccept();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
		MimeTypeUtils.sortBySpecificity(accepted);
		MediaType csv = first(accepted, PLAIN_CSV);
		MediaType json = first(accepted, MediaType.APPLICATION_JSON);
		if (csv == null || csv.getQualityValue() == 0) {
			return false;
		}
		if (json == null || csv.getQualityValue() != json.getQualityValue()) {
			return json == null || csv.getQualityValue() > json.getQualityValue();
		}
		return csv.isMoreSpecific(json);
	}

	/** The most specific range that a type is in, whose quality is the type's. */
	private static @Nullable MediaType first(List<MediaType> accepted, MediaType type) {
		return accepted.stream().filter((range) -> range.includes(type)).findFirst().orElse(null);
	}

	static Mono<Void> json(ServerWebExchange exchange, Mono<?> report) {
		return json(exchange, HttpStatus.OK, report);
	}

	static Mono<Void> json(ServerWebExchange exchange, HttpStatus status, Mono<?> report) {
		ServerHttpResponse response = exchange.getResponse();
		return report.flatMap((value) -> {
			byte[] body = Json.MAPPER.writeValueAsBytes(value);
			response.setStatusCode(status);
			response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
			response.getHeaders().setContentLength(body.length);
			response.getHeaders().setCacheControl("no-store");
			return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
		});
	}

	/**
	 * Writes a file as it is made. A failure before its first lines is answered as any
	 * other; a later one breaks the connection, so that nobody takes a part for the
	 * whole.
	 */
	static Mono<Void> csv(ServerWebExchange exchange, String name, Flux<String> lines) {
		ServerHttpResponse response = exchange.getResponse();
		return response.writeWith(lines.map((text) -> {
			if (!response.isCommitted()) {
				HttpHeaders headers = response.getHeaders();
				headers.setContentType(CSV);
				headers.setCacheControl("no-store");
				headers.set(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
			}
			// not of the pool: nothing is to be released where the caller leaves
			return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
		}));
	}

}
