package dev.tollgate.admin;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.LedgerReports;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatusCode;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

/**
 * The admin room alone, with a ledger in memory; a failure is answered as its status and
 * {@code code|param|message}.
 */
final class AdminServer implements AutoCloseable {

	static final String PRICES = """
			prices:
			  - model: openai/gpt-4o
			    from: "2026-01-01T00:00:00Z"
			    billed-at: start
			    per-million: { input: "2.50", cached-input: "1.25", output: "10.00" }
			    source: "a test"
			    verified-on: "2026-11-23"
			  - model: deepseek/deepseek-flash
			    from: "2026-01-01T00:00:00Z"
			    billed-at: completion
			    per-million: { input: "0.15", cached-input: "0.003", output: "0.60" }
			    windows:
			      - name: peak
			        zone: UTC
			        hours: ["01:00/04:00"]
			        per-million: { input: "0.30", cached-input: "0.006", output: "1.20" }
			    source: "a test"
			    verified-on: "2026-11-23"
			""";

	final InMemoryReports reports = new InMemoryReports();

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private @Nullable Caller caller = new Caller("admin", "none", true);

	AdminServer() {
		this.context.register(Web.class, AdminConfiguration.class, ReportWorkers.class, RequestsController.class,
				CostsController.class, RepriceController.class, ReconcileController.class);
		this.context.registerBean(LedgerReports.class, () -> this.reports);
		this.context.registerBean(PriceBook.class, () -> PriceBook.of(prices(PRICES)));
		this.context.registerBean(WebFilter.class, () -> (exchange, chain) -> {
			if (this.caller != null) {
				exchange.getAttributes().put(Caller.ATTRIBUTE, this.caller);
			}
			return chain.filter(exchange);
		});
		this.context.registerBean(WebExceptionHandler.class, AdminServer::errors);
		this.context.refresh();
	}

	static PriceList prices(String yaml) {
		return PriceList.load(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)) {
			@Override
			public String getFilename() {
				return "test.yml";
			}
		});
	}

	private static WebExceptionHandler errors() {
		return (exchange, failure) -> {
			if (!(failure instanceof GatewayException known)) {
				return Mono.error(failure);
			}
			String text = (known instanceof InvalidRequest invalid)
					? invalid.code() + "|" + invalid.param() + "|" + known.getMessage() : known.getMessage();
			exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(known.status()));
			return exchange.getResponse()
				.writeWith(Mono.fromSupplier(
						() -> exchange.getResponse().bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
		};
	}

	void callAs(@Nullable Caller caller) {
		this.caller = caller;
	}

	WebTestClient client() {
		return WebTestClient.bindToApplicationContext(this.context)
			.configureClient()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(-1))
			.build();
	}

	String get(String address) {
		return get(address, "application/json");
	}

	String get(String address, String accept) {
		return text(client().get().uri(URI.create(address)).header("accept", accept).exchange());
	}

	String post(String address, byte[] body) {
		return text(client().post().uri(URI.create(address)).bodyValue(body).exchange());
	}

	private static String text(WebTestClient.ResponseSpec response) {
		byte[] body = response.expectBody().returnResult().getResponseBody();
		return (body != null) ? new String(body, StandardCharsets.UTF_8) : "";
	}

	@Override
	public void close() {
		this.context.close();
	}

	@EnableWebFlux
	static class Web {

	}

}
