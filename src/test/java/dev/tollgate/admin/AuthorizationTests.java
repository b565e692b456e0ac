package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.tollgate.keys.Caller;
import dev.tollgate.ledger.RequestFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody but administrators comes in, but to see what is their own.
 */
class AuthorizationTests {

	private final AdminServer server = new AdminServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	/** Where callers see what they spent themselves. */
	private static final Set<String> OWN = Set.of("/v1/requests", "/v1/costs");

	@Test
	void everyOtherHandlerMethodIsForAdministrators() {
		List<String> paths = new ArrayList<>();
		this.server.context.getBean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, method) -> {
			if (OWN.containsAll(info.getDirectPaths())) {
				assertThat(Arrays.asList(method.getMethod().getParameterTypes())).contains(Caller.class);
				return;
			}
			assertThat(info.getDirectPaths()).as(method.toString()).allMatch((path) -> path.startsWith("/admin/"));
			assertThat(Arrays.asList(method.getMethod().getParameterTypes())).as(method.toString())
				.contains(Administrator.class);
			paths.addAll(info.getDirectPaths());
		});
		assertThat(paths).contains("/admin/requests", "/admin/costs", "/admin/reprice", "/admin/reconcile");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /admin/requests", "GET, /admin/costs", "POST, /admin/reprice?from=2026-11-01&to=2026-12-01",
			"POST, /admin/reconcile?provider=openai" })
	void aKeyThatIsNoAdministratorsIsRefusedBeforeTheLedgerIsRead(String method, String address) {
		this.server.callAs(new Caller("web", "shop", false));
		assertThat(status(method, address)).isEqualTo(403);
		this.server.callAs(null);
		assertThat(status(method, address)).isEqualTo(403);
		assertThat(this.server.reports.pagesAsked).isEmpty();
		assertThat(this.server.reports.costQueries).isEmpty();
	}

	@Test
	void callersSeeTheirOwnWhateverTheyAskFor() {
		this.server.callAs(new Caller("web", "shop", false));
		assertThat(status("GET", "/v1/requests?key=admin&team=lab")).isEqualTo(200);
		RequestFilter filter = Objects.requireNonNull(this.server.reports.filter);
		assertThat(filter.key()).isEqualTo("web");
		assertThat(filter.team()).isEqualTo("lab");
		assertThat(status("GET", "/v1/costs?group_by=key")).isEqualTo(200);
		assertThat(this.server.reports.costQueries.getFirst().key()).isEqualTo("web");
		this.server.callAs(null);
		assertThat(status("GET", "/v1/requests")).isEqualTo(401);
		assertThat(status("GET", "/v1/costs")).isEqualTo(401);
		assertThat(this.server.reports.costQueries).hasSize(1);
	}

	private int status(String method, String address) {
		return this.server.client()
			.method(HttpMethod.valueOf(method))
			.uri(address)
			.exchange()
			.returnResult()
			.getStatus()
			.value();
	}

}
