package dev.tollgate.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import org.yaml.snakeyaml.Yaml;

/**
 * A copy of the chart with values of its own, as if its author had written them.
 */
final class Chart {

	static final Path SOURCE = Path.of("helm/tollgate");

	private static final String VERSION = "1.33.0";

	private static final String NAMESPACE = "llm";

	private final Path directory;

	/**
	 * Copies the chart. The test of {@code helm test} becomes an object among the others,
	 * which the renderer would leave out as a hook.
	 * @param directory where to
	 * @param values what the chart's own values are replaced by, as YAML
	 */
	Chart(Path directory, String values) {
		this.directory = directory;
		try (Stream<Path> files = Files.walk(SOURCE)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path copy = directory.resolve(SOURCE.relativize(file).toString());
				Files.createDirectories(copy.getParent());
				Files.writeString(copy, Files.readString(file).replaceAll("(?m)^ *helm\\.sh/hook: test$\n", ""));
			}
			Path file = directory.resolve("values.yaml");
			Yaml yaml = new Yaml();
			Map<String, Object> own = yaml.load(Files.readString(file));
			Map<String, Object> given = yaml.load(values);
			Files.writeString(file, yaml.dump(merge(own, given)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** With the values of a file of the tests. */
	static Chart named(Path directory, String name) {
		try {
			return new Chart(directory, Files.readString(Path.of("src/test/resources/helm", name + ".yaml")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The objects with the values of a file of the tests. */
	static Manifests rendered(Path directory, String name) {
		return new Manifests(named(directory, name).render());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> merge(Map<String, Object> below, Map<String, Object> above) {
		Map<String, Object> merged = new LinkedHashMap<>(below);
		above.forEach((key, value) -> merged.put(key, (value instanceof Map && below.get(key) instanceof Map)
				? merge((Map<String, Object>) below.get(key), (Map<String, Object>) value) : value));
		return merged;
	}

	LintResult lint() {
		return helm().lint().strict().call();
	}

	/** All objects, as YAML. */
	String render() {
		return helm().template().withName("tollgate").withNamespace(NAMESPACE).withKubeVersion(VERSION).call();
	}

	/** What {@code helm install} says at the end. */
	String notes() {
		String output = helm().install()
			.withName("tollgate")
			.withNamespace(NAMESPACE)
			.withKubeVersion(VERSION)
			.clientOnly()
			.dryRun()
			.debug()
			.call()
			.getOutput();
		return output.substring(output.indexOf("\nNOTES:"));
	}

	private Helm helm() {
		return new Helm(this.directory);
	}

	/** The chart's files below a directory, by name. */
	static List<Path> files(String directory) {
		try (Stream<Path> files = Files.exists(SOURCE.resolve(directory)) ? Files.list(SOURCE.resolve(directory))
				: Stream.empty()) {
			return files.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
