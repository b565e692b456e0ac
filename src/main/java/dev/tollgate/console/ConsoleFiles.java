package dev.tollgate.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.tollgate.keys.PublicAddresses;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;

/**
 * The files of the page, read once at the start. All but the page itself stand below a
 * folder that is named after what they contain, so that browsers may keep them for good.
 */
@Component
@ConditionalOnBooleanProperty(name = "tollgate.console.enabled", matchIfMissing = true)
final class ConsoleFiles implements PublicAddresses {

	static final String PAGE = "/console";

	static final String FOLDER = PAGE + "/";

	/** Where the page has the folder's name. */
	private static final String FOLDER_NAME = "@version@";

	/** Where its jar has the library that reads Markdown. */
	private static final String MARKED = "classpath*:META-INF/resources/webjars/marked/*/lib/marked.esm.js";

	private final Map<String, ConsoleFile> files = new HashMap<>();

	private final ConsoleFile page;

	ConsoleFiles(ResourcePatternResolver resources) {
		SortedMap<String, byte[]> contents = new TreeMap<>();
		try {
			read(resources, contents);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of the console cannot be read", ex);
		}
		byte[] template = Objects.requireNonNull(contents.remove("index.html"), "The console has no page");
		String version = version(contents);
		contents.forEach((name, body) -> this.files.put(FOLDER + version + "/" + name, ConsoleFile.of(name, body)));
		this.page = ConsoleFile.of("index.html",
				new String(template, StandardCharsets.UTF_8).replace(FOLDER_NAME, version)
					.getBytes(StandardCharsets.UTF_8));
	}

	private static void read(ResourcePatternResolver resources, Map<String, byte[]> contents) throws IOException {
		for (Resource file : resources.getResources("classpath:" + FOLDER.substring(1) + "**/*.*")) {
			String address = file.getURL().toString();
			contents.put(address.substring(address.lastIndexOf(FOLDER) + FOLDER.length()),
					file.getContentAsByteArray());
		}
		for (Resource library : resources.getResources(MARKED)) {
			contents.put("lib/marked.js", library.getContentAsByteArray());
		}
	}

	private static String version(SortedMap<String, byte[]> contents) {
		StringBuilder names = new StringBuilder();
		contents.forEach(
				(name, body) -> names.append(name).append(' ').append(DigestUtils.md5DigestAsHex(body)).append('\n'));
		return DigestUtils.md5DigestAsHex(names.toString().getBytes(StandardCharsets.UTF_8));
	}

	/** The page itself. */
	ConsoleFile page() {
		return this.page;
	}

	/** A file that the page is made of, by its whole path; null if there is none. */
	@Nullable ConsoleFile find(String path) {
		return this.files.get(path);
	}

	@Override
	public boolean contain(ServerHttpRequest request) {
		String path = request.getPath().value();
		return path.equals(PAGE) || path.equals(FOLDER) || (path.equals("/") && wantsHtml(request.getHeaders()))
				|| (path.startsWith(FOLDER) && this.files.containsKey(path));
	}

	/** Whether a person asks, who is better shown the page than an error. */
	static boolean wantsHtml(HttpHeaders headers) {
		return String.join(",", headers.getOrEmpty(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_HTML_VALUE);
	}

}
