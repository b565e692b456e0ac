package dev.tollgate;

import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console's modules reckon and read as they should, in the browser that runs them.
 */
class ConsoleModulesJarTests extends ConsolePageTests {

	@BeforeEach
	void comeToTheDoor() {
		knock();
	}

	/** Runs a function with the members of a module. */
	private Object run(String module, String function, Object argument) {
		return this.page.evaluate("""
				async ([module, body, argument]) => {
				  const folder = document.querySelector('script[type=module]').src.replace(/app\\.js$/, '');
				  return FUNCTION(await import(folder + module), argument);
				}""".replace("FUNCTION", "(" + function + ")"), List.of(module, function, argument));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0.0000366      | $0.0000366    | 36600000
			0.000123456789 | $0.0001235    | 123456789
			0              | $0            | 0
			0.999999999999 | $1.00         | 999999999999
			1.005          | $1.01         | 1005000000000
			1234567.891    | $1,234,567.89 | 1234567891000000000
			-0.5           | −$0.50        | -500000000000
			9000000        | $9,000,000.00 | 9000000000000000000
			""")
	void moneyIsExactAndOnlyShownRounded(String text, String shown, String pico) {
		assertThat(run("money.js", "(m, text) => m.usd(text)", text)).isEqualTo(shown);
		assertThat(run("money.js", "(m, text) => String(m.pico(text))", text)).isEqualTo(pico);
		assertThat(run("money.js", "(m, text) => m.plain(m.pico(text))", text)).isEqualTo(text);
	}

	@Test
	void sumsDoNotDrift() {
		assertThat(run("money.js", "(m, n) => m.plain(m.sum(Array.from({ length: n }, () => '0.1')))", 1000))
			.isEqualTo("100");
		assertThat(run("money.js", "(m) => m.plain(m.amount(1234567, '0.000001'))", "")).isEqualTo("0.000001234567");
		assertThat(run("money.js", "(m) => { try { m.pico('1e-3'); } catch (reason) { return reason.name; } }", ""))
			.isEqualTo("RangeError");
	}

	@ParameterizedTest
	@CsvSource({ "1", "2", "3", "7", "1000" })
	void eventsAreReadHoweverTheyAreCut(int length) {
		String stream = ": ping\\n\\ndata: one\\n\\ndata: a\\r\\ndata: b\\r\\n\\r\\nevent: x\\rid: 7\\rdata:c\\r\\rdata\\n\\ndata: 空🌇\\n\\ndata: unfinished\\n";
		Object events = run("sse.js", """
				(m, length) => {
				  const events = [];
				  const reader = new m.EventReader((data) => events.push(data));
				  const stream = '%s';
				  for (let at = 0; at < stream.length; at += length) {
				    reader.read(stream.slice(at, at + length));
				  }
				  reader.end();
				  return events;
				}""".formatted(stream), length);
		assertThat(events).isEqualTo(List.of("one", "a\nb", "c", "", "空🌇"));
	}

	@Test
	void everyModuleLoads() {
		String gateway = this.gateway.url("");
		List<String> modules = PageFiles.of(gateway, HttpClient.newHttpClient())
			.keySet()
			.stream()
			.filter((path) -> path.endsWith(".js"))
			.toList();
		assertThat(modules).hasSizeGreaterThan(30);
		for (String module : modules) {
			assertThat(this.page.evaluate("async (path) => typeof await import(path)", module)).as(module)
				.isEqualTo("object");
		}
	}

	@Test
	void daysBeginAtMidnightOfTheirZoneAlsoWhenClocksChange() {
		Map<String, String> midnights = Map.of("2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000Z",
				"2026-03-30T12:00:00Z", "2026-03-29T22:00:00.000Z", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000Z");
		midnights.forEach((instant,
				midnight) -> assertThat(run("time.js",
						"(m, instant) => new Date(m.midnight(instant, 'Europe/Berlin')).toISOString()", instant))
					.isEqualTo(midnight));
		assertThat(run("time.js", "(m) => m.duration(11520000)", "")).isEqualTo("3 h 12 min");
	}

	@Test
	void aPageOfAnotherOriginStreamsFromTheGateway() throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			exchange.close();
		});
		server.start();
		try (Page other = this.page.context().newPage()) {
			other.navigate("http://localhost:" + server.getAddress().getPort() + "/");
			Object answer = other.evaluate(
					"""
							async ([url, key]) => {
							  const response = await fetch(url, { method: 'POST',
							    headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json', 'x-tollgate-task': 'coding' },
							    body: JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hi' }] }) });
							  return [response.headers.get('x-tollgate-provider'), response.headers.get('x-request-id').slice(0, 4),
							    (await response.text()).includes('[DONE]'), response.headers.get('x-tollgate-price-window')];
							}""",
					List.of(this.gateway.url("/v1/chat/completions"), GatewayProcess.KEY));
			assertThat(answer).isEqualTo(List.of("openai", "req_", true, "standard"));
		}
		finally {
			server.stop(0);
		}
	}

}
