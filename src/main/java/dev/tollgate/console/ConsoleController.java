package dev.tollgate.console;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Serves the page and the files that it is made of.
 */
@RestController
@ConditionalOnBooleanProperty(name = "tollgate.console.enabled", matchIfMissing = true)
class ConsoleController {

	/**
	 * Scripts and styles are files of ours alone, nothing is asked of another host, and
	 * no text ever becomes HTML: without a policy of trusted types browsers refuse it.
	 */
	private static final String CONTENT_SECURITY_POLICY = String.join("; ", "default-src 'none'", "script-src 'self'",
			"style-src 'self'", "img-src 'self' data: blob:", "media-src data: blob:", "connect-src 'self'",
			"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
			"trusted-types 'none'");

	private static final String REVALIDATE = "no-cache";

	private static final String FOR_GOOD = "public, max-age=31536000, immutable";

	private final ConsoleFiles files;

	ConsoleController(ConsoleFiles files) {
		this.files = files;
	}

	@GetMapping("/")
	Mono<Void> root(ServerWebExchange exchange) {
		if (!ConsoleFiles.wantsHtml(exchange.getRequest().getHeaders())) {
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
		}
		return redirect(exchange, "console");
	}

	@GetMapping(ConsoleFiles.FOLDER)
	Mono<Void> folder(ServerWebExchange exchange) {
		return redirect(exchange, "../console");
	}

	/** To a relative address, for whoever is behind a path of a balancer. */
	private static Mono<Void> redirect(ServerWebExchange exchange, String location) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.FOUND);
		response.getHeaders().setLocation(URI.create(location));
		return response.setComplete();
	}

	@GetMapping(ConsoleFiles.PAGE)
	Mono<Void> page(ServerWebExchange exchange) {
		return write(exchange, this.files.page(), REVALIDATE);
	}

	@GetMapping(ConsoleFiles.FOLDER + "{*file}")
	Mono<Void> file(ServerWebExchange exchange) {
		ConsoleFile file = this.files.find(exchange.getRequest().getPath().value());
		return (file != null) ? write(exchange, file, FOR_GOOD)
				: Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

	private static Mono<Void> write(ServerWebExchange exchange, ConsoleFile file, String cacheControl) {
		ServerHttpResponse response = exchange.getResponse();
		HttpHeaders headers = response.getHeaders();
		headers.set("content-security-policy", CONTENT_SECURITY_POLICY);
		headers.set("x-content-type-options", "nosniff");
		headers.set("referrer-policy", "no-referrer");
		headers.set("cross-origin-opener-policy", "same-origin");
		headers.set("cross-origin-resource-policy", "same-origin");
		headers.setCacheControl(cacheControl);
		headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
		if (exchange.checkNotModified(file.etag())) {
			return response.setComplete();
		}
		headers.set(HttpHeaders.CONTENT_TYPE, file.type());
		boolean gzip = takesGzip(exchange.getRequest().getHeaders());
		byte[] body = gzip ? file.gzipped() : file.body();
		if (gzip) {
			headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
		}
		headers.setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	/** Browsers all say it plainly; who weighs encodings gets the plain file. */
	private static boolean takesGzip(HttpHeaders headers) {
		for (String encoding : String.join(",", headers.getOrEmpty(HttpHeaders.ACCEPT_ENCODING)).split(",", -1)) {
			if (encoding.strip().equalsIgnoreCase("gzip")) {
				return true;
			}
		}
		return false;
	}

}
