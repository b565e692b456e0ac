package dev.tollgate.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

class PricesControllerTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	private static final String LIST = """
			calendars:
			  - { name: days, zone: UTC, dates: ["2026-01-01"] }
			prices:
			  - model: p/m
			    from: "2026-01-01T00:00:00Z"
			    billed-at: completion
			    per-million: { input: "0.270", cached-input: 0.07, output: "1.10", per-request: 0.01 }
			    windows:
			      - { name: night, zone: Asia/Shanghai, hours: ["16:30/00:30"], weekdays: [TUESDAY, MONDAY],
			          except: days, per-million: { input: 0.1 } }
			    above: [ { input-tokens: 100, per-million: { input: 2 } } ]
			    service-tiers: { flex: { input: 0.1, above: [ { input-tokens: 100, per-million: { input: 1 } } ] } }
			    source: "a test"
			    verified-on: "2026-11-22"
			""";

	private static final Administrator ADMINISTRATOR = new Administrator("admin");

	@Test
	void aRowIsShownWithAllThatItSays(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"), LIST);
		PricesController controller = new PricesController(
				PriceBook.open(List.of(new FileSystemResource(file)), CLOCK));
		JsonNode list = Json.MAPPER.valueToTree(controller.list(ADMINISTRATOR));
		assertThat(list.path("loaded_at").asString()).isEqualTo("2026-11-23T12:00:00Z");
		assertThat(list.path("files").get(0).asString()).isEqualTo(file.toUri().toURL().toString());
		assertThat(list.path("data").size()).isOne();
		assertThat(list.path("data").get(0)).hasToString(Json.MAPPER.readTree("""
				{"id": "p/m@2026-01-01T00:00:00Z", "model": "p/m", "from": "2026-01-01T00:00:00Z", "until": null,
				 "billed_at": "completion", "per_million": {"input": "0.27", "cached_input": "0.07", "output": "1.1"},
				 "per_request": "0.01",
				 "windows": [{"name": "night", "zone": "Asia/Shanghai", "hours": ["16:30/00:30"],
				   "weekdays": ["MONDAY", "TUESDAY"], "except": "days", "per_million": {"input": "0.1"},
				   "per_request": null}],
				 "above": [{"input_tokens": 100, "per_million": {"input": "2"}, "per_request": null}],
				 "service_tiers": {"flex": {"per_million": {"input": "0.1"}, "per_request": null,
				   "above": [{"input_tokens": 100, "per_million": {"input": "1"}, "per_request": null}]}},
				 "source": "a test", "verified_on": "2026-11-22"}
				""").toString());
	}

	@Test
	void aReloadSaysWhatChangedOrWhyNot(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("mine.yml"), LIST);
		PriceBook book = PriceBook.open(List.of(new FileSystemResource(file)), CLOCK);
		PricesController controller = new PricesController(book);
		Files.writeString(file, LIST.replace("1.10", "1.20"));
		StepVerifier.create(controller.reload(ADMINISTRATOR))
			.assertNext((change) -> assertThat(Json.MAPPER.writeValueAsString(change))
				.isEqualTo("{\"rows\":1,\"added\":[],\"removed\":[],\"changed\":[\"p/m@2026-01-01T00:00:00Z\"]}"))
			.verifyComplete();
		Files.writeString(file, LIST.replace("1.10", "-1"));
		StepVerifier.create(controller.reload(ADMINISTRATOR))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(InvalidRequest.class)
				.hasMessage("The old price list stays in force: "
						+ "mine.yml, line 7, row p/m from 2026-01-01T00:00:00Z: 'output': -1 is negative"))
			.verify();
		assertThat(book.inForce().rows().getFirst().rates())
			.hasToString("{INPUT=0.27, CACHED_INPUT=0.07, OUTPUT=1.2} + 0.01 per request");
	}

}
