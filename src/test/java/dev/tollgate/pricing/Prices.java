package dev.tollgate.pricing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Price lists for tests: the real one, and small ones written in place.
 */
final class Prices {

	static final PriceList REAL = PriceList.load(new ClassPathResource("prices.yml"));

	private Prices() {
	}

	static PriceList list(String... files) {
		return PriceList.load(List.of(files).stream().map((text) -> file("test.yml", text)).toList());
	}

	static Resource file(String name, String text) {
		return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)) {
			@Override
			public String getFilename() {
				return name;
			}
		};
	}

	static UpstreamModel model(String text) {
		String[] parts = text.split("/", 2);
		return new UpstreamModel(parts[0], parts[1]);
	}

	static Price at(PriceList list, String model, String instant) {
		return list.at(model(model), Instant.parse(instant)).orElseThrow();
	}

	static Price real(String model, String instant) {
		return at(REAL, model, instant);
	}

	static String cost(String model, String instant, TokenUsage usage, @Nullable String serviceTier) {
		return real(model, instant).cost(usage, serviceTier).total().toString();
	}

	static TokenUsage cached(long input, long cached, long output) {
		return new TokenUsage(input, cached, 0, 0, 0, 0, 0, output, 0, 0, 0);
	}

	/**
	 * A row of the model {@code p/m}, with further lines of YAML.
	 * @param from its first instant
	 * @param more further keys, each line indented by four
	 * @return the row
	 */
	static String row(String from, String more) {
		return """
				  - model: p/m
				    from: "%s"
				    billed-at: completion
				    source: "a test"
				    verified-on: "2026-11-23"
				%s
				""".formatted(from, more);
	}

}
