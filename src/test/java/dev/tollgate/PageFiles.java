package dev.tollgate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All that the console's page is made of, found as a browser finds it: what the page
 * names, and what modules import.
 */
final class PageFiles {

	private static final Pattern OF_THE_PAGE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

	private static final Pattern OF_A_MODULE = Pattern.compile("(?:from|import) ?\\(?'(\\.[^']+)'");

	private PageFiles() {
	}

	/**
	 * Fetches the page and all its files, compressed and without a key.
	 * @param gateway the gateway's address without a path
	 * @param client who asks
	 * @return the answers by path, each of status 200
	 */
	static Map<String, HttpResponse<byte[]>> of(String gateway, HttpClient client) {
		Map<String, HttpResponse<byte[]>> files = new LinkedHashMap<>();
		Deque<String> wanted = new ArrayDeque<>();
		wanted.add("/console");
		while (!wanted.isEmpty()) {
			String path = wanted.remove();
			if (!files.containsKey(path)) {
				HttpResponse<byte[]> file = fetch(client, gateway + path);
				assertThat(file.statusCode()).as(path).isEqualTo(200);
				files.put(path, file);
				Pattern names = path.equals("/console") ? OF_THE_PAGE : OF_A_MODULE;
				// libraries import nothing
				Matcher named = names.matcher(path.contains("/lib/") ? "" : plain(file));
				while (named.find()) {
					wanted.add(URI.create(path).resolve(named.group(1)).toString());
				}
			}
		}
		return files;
	}

	private static HttpResponse<byte[]> fetch(HttpClient client, String url) {
		try {
			return client.send(HttpRequest.newBuilder(URI.create(url)).header("accept-encoding", "gzip").build(),
					HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String plain(HttpResponse<byte[]> response) {
		try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
