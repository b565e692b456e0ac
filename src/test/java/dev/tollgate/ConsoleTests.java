package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page is there for anybody, with all that it is made of, and nothing else is.
 */
class ConsoleTests extends GatewayTests {

	/** The issue's figure. */
	private static final int MOST_BYTES = 300_000;

	private HttpResponse<byte[]> anonymous(String path, String... headers) {
		HttpRequest.Builder request = this.gateway.request(path);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.gateway.http().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String text(HttpResponse<byte[]> response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	@Test
	void allThatThePageIsMadeOfIsThereAndLight() {
		Map<String, HttpResponse<byte[]>> files = PageFiles.of(this.gateway.url(""), this.gateway.http());
		assertThat(files.keySet()).anyMatch((path) -> path.endsWith("/lib/marked.js"))
			.anyMatch((path) -> path.endsWith("/playground/view.js"))
			.anyMatch((path) -> path.endsWith("/icon.svg"))
			.hasSizeGreaterThan(30);
		files.forEach((path, file) -> {
			assertThat(header(file, "x-content-type-options")).as(path).isEqualTo("nosniff");
			assertThat(header(file, "vary")).as(path).contains("Accept-Encoding");
			assertThat(header(file, "cache-control")).as(path)
				.isEqualTo(path.equals("/console") ? "no-cache" : "public, max-age=31536000, immutable");
			assertThat(header(file, "content-type")).as(path).startsWith(type(path));
		});
		int bytes = files.values().stream().mapToInt((file) -> file.body().length).sum();
		assertThat(bytes).isLessThan(MOST_BYTES);
		assertThat(this.simulator.calls()).isEmpty();
	}

	private static String type(String path) {
		return path.endsWith(".js") ? "text/javascript"
				: path.endsWith(".css") ? "text/css" : path.endsWith(".svg") ? "image/svg+xml" : "text/html";
	}

	@Test
	void nothingRunsInThePageButItsOwnFiles() {
		HttpResponse<byte[]> page = anonymous("/console");
		assertThat(header(page, "content-security-policy")).isEqualTo("default-src 'none'; script-src 'self'; "
				+ "style-src 'self'; img-src 'self' data: blob:; media-src data: blob:; connect-src 'self'; "
				+ "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
				+ "trusted-types 'none'");
		assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
		assertThat(header(page, "cross-origin-opener-policy")).isEqualTo("same-origin");
		assertThat(text(page)).doesNotContain("<style", " style=", "onclick", "http:", "https:", "@version@")
			.containsPattern("<script type=\"module\" src=\"console/[0-9a-f]+/app.js\"></script>");
	}

	@Test
	void aPageThatTheBrowserHasIsNotSentAgain() {
		HttpResponse<byte[]> page = anonymous("/console");
		HttpResponse<byte[]> again = anonymous("/console", "if-none-match", header(page, "etag"));
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(anonymous("/console", "if-none-match", "\"another\"").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			gzip, deflate, br, zstd | gzip
			br;q=1.0, gzip          | gzip
			gzip;q=0                | ''
			identity                | ''
			br                      | ''
			""")
	void itIsCompressedForWhoTakesThat(String accepted, String encoding) {
		assertThat(header(anonymous("/console", "accept-encoding", accepted), "content-encoding")).isEqualTo(encoding);
	}

	@Test
	void nothingBesideItsFilesIsOpen() {
		String version = text(anonymous("/console")).replaceAll("(?s).*console/([0-9a-f]+)/app.js.*", "$1");
		for (String path : List.of("/console/" + version, "/console/" + version + "/",
				"/console/" + version + "/none.js", "/console/" + version + "/index.html",
				"/console/0000000000000000/app.js", "/console/" + version + "/../../v1/models",
				"/console/" + version + "/%61pp.js", "/consoles")) {
			assertThat(anonymous(path).statusCode()).as(path).isEqualTo(401);
		}
		HttpRequest post = this.gateway.request("/console").POST(HttpRequest.BodyPublishers.noBody()).build();
		assertThat(this.gateway.send(post).statusCode()).isEqualTo(401);
		HttpRequest options = this.gateway.request("/v1/models")
			.header("origin", "https://app.example.com")
			.header("access-control-request-method", "GET")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
			.build();
		HttpResponse<String> preflight = this.gateway.send(options);
		assertThat(preflight.statusCode()).isEqualTo(401);
		assertThat(preflight.headers().firstValue("access-control-allow-origin")).isEmpty();
		assertThat(this.gateway.get("/console/" + version + "/none.js").statusCode()).isEqualTo(404);
	}

	@Test
	void aPersonAtTheRootIsShownTheWay() {
		HttpResponse<byte[]> root = anonymous("/", "accept", "text/html,application/xhtml+xml;q=0.9");
		assertThat(root.statusCode()).isEqualTo(302);
		assertThat(header(root, "location")).isEqualTo("console");
		HttpResponse<byte[]> folder = anonymous("/console/");
		assertThat(folder.statusCode()).isEqualTo(302);
		assertThat(header(folder, "location")).isEqualTo("../console");
		assertThat(anonymous("/", "accept", "application/json").statusCode()).isEqualTo(401);
		assertThat(this.gateway.get("/", "accept", "application/json").statusCode()).isEqualTo(404);
	}

}
