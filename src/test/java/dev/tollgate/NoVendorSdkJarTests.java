package dev.tollgate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring AI's chat models are brought by those who want one: the jar has none of them,
 * and no SDK of a vendor's.
 */
class NoVendorSdkJarTests {

	private static final String LIBRARIES = "BOOT-INF/lib/";

	private static final String VENDORS = "(?i).*(openai|anthropic|ollama|bedrock|awssdk|genai|gemini|vertex|mistral|"
			+ "deepseek|okhttp|kotlin|spring-ai-retry|azure).*";

	@Test
	void theJarHasNoSdkOfAVendor() throws IOException {
		try (JarFile jar = new JarFile(Path.of(System.getProperty("tollgate.jar")).toFile())) {
			List<String> libraries = jar.stream()
				.map(ZipEntry::getName)
				.filter((name) -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
				.map((name) -> name.substring(LIBRARIES.length()))
				.toList();
			assertThat(libraries).anyMatch((name) -> name.startsWith("spring-ai-model"));
			assertThat(libraries).noneMatch((name) -> name.matches(VENDORS));
		}
	}

}
