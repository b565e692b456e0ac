package dev.tollgate.pricing;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PriceListReaderTests {

	private static final String SOUND = """
			calendars:
			  - { name: days, zone: UTC, dates: ["2026-01-01/2026-01-03"] }
			prices:
			  - model: p/m
			    from: "2026-01-01T00:00:00Z"
			    until: "2026-02-01T00:00:00Z"
			    billed-at: completion
			    per-million: { input: 0.27, output: "1.10" }
			    windows:
			      - name: night
			        zone: Etc/UTC
			        hours: [22:00/02:00, "10:00/11:00"]
			        weekdays: [MONDAY]
			        except: days
			        per-million: { input: 0.1 }
			    above: [ { input-tokens: 100, per-million: { input: 2 } } ]
			    service-tiers: { flex: { input: 0.1, above: [ { input-tokens: 100, per-million: { input: 1 } } ] } }
			    source: "a test"
			    verified-on: 2026-11-23
			  - model: p/m
			    from: "2026-02-01T00:00:00Z"
			    billed-at: start
			    per-million: { input: 1, output: 1 }
			    source: "a test"
			    verified-on: 2026-11-23
			""";

	@Test
	void scalarsAreExactWhetherQuotedOrNot() {
		PriceRow row = Prices.list(SOUND).rows().getFirst();
		assertThat(row.rates()).hasToString("{INPUT=0.27, OUTPUT=1.1}");
		assertThat(row.windows().getFirst().hours()).hasSize(2);
		assertThat(row.id()).isEqualTo("p/m@2026-01-01T00:00:00Z");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
							source: "a test" | sauce: "a test" | 18 | unknown key 'sauce'
							    source: "a test" | # | 4 | 'source' is missing
							source: "a test" | source: "" | 4 | 'source' is missing
							    verified-on: 2026-11-23 | # | 4 | 'verified-on' is missing
							verified-on: 2026-11-23 | verified-on: 2026-11-31 | 19 | 'verified-on': '2026-11-31' is no day
							billed-at: completion | billed-at: never | 7 | must be start or completion
							billed-at: completion | source: x | 18 | key 'source' is there twice
							until: "2026-02-01T00:00:00Z" | until: "2026-01-31T00:00:00Z" | 20 | leaves a gap after the row p/m@2026-01-01T00:00:00Z
							until: "2026-02-01T00:00:00Z" | until: "2026-02-02T00:00:00Z" | 20 | overlaps the row p/m@2026-01-01T00:00:00Z
							until: "2026-02-01T00:00:00Z" | until: "2026-01-01T00:00:00Z" | 6 | ends before it begins
							until: "2026-02-01T00:00:00Z" | until: "2026-02-01" | 6 | is no instant
							from: "2026-02-01T00:00:00Z" | from: "2026-01-01T00:00:00Z" | 20 | two rows from this instant
							from: "2026-01-01T00:00:00Z" | from: "yesterday" | 5 | 'yesterday' is no instant
							input: 0.27, | input: -0.27, | 8 | 'input': -0.27 is negative
							input: 0.27, | input: 0.2700001, | 8 | more than six decimals
							input: 0.27, | input: 2.7e-1, | 8 | is no plain decimal number
							input: 0.27, | input: 1000001, | 8 | more than a dollar per token
							input: 0.27, | input: NaN, | 8 | is no plain decimal number
							input: 0.27, | input: [1], | 8 | expected a single value
							input: 0.27, | | 8 | rate 'input' is missing
							, output: "1.10" | | 8 | rate 'output' is missing
							input: 0.27, | input: 0.27, inputs: 1, | 8 | unknown key 'inputs'
							input: 0.27, | input: 0.27, above: 1, | 8 | unknown key 'above'
							input: 0.27, | input: 0.27, per-request: -1, | 8 | -1 is negative
							input: 0.27, | input: 0.27, per-request: 0.0000000000001, | 8 | more than twelve decimals
							hours: [22:00/02:00, "10:00/11:00"] | hours: ["22:00/25:00"] | 12 | '22:00/25:00' is no span
							hours: [22:00/02:00, "10:00/11:00"] | hours: ["22:00"] | 12 | '22:00' is no span
					hours: [22:00/02:00, "10:00/11:00"] | hours: ["22:00:00.5/23:00"] | 12 | finer than a second
							hours: [22:00/02:00, "10:00/11:00"] | hours: ["22:00/22:00"] | 12 | '22:00/22:00' is no span
							hours: [22:00/02:00, "10:00/11:00"] | hours: [] | 10 | 'hours' is missing
							hours: [22:00/02:00, "10:00/11:00"] | hours: 22 | 12 | 'hours' must be a list
							hours: [22:00/02:00, "10:00/11:00"] | hours: ["22:00/02:00", "23:00/23:30"] | 10 | hours of 'night' and 'night' overlap
							zone: Etc/UTC | # | 10 | 'zone' is missing
							zone: Etc/UTC | zone: Mars | 11 | 'Mars' is no zone
							weekdays: [MONDAY] | weekdays: [Mon] | 13 | 'Mon' is no weekday
							weekdays: [MONDAY] | weekdays: [] | 13 | would never open
							except: days | except: nights | 14 | there is no calendar 'nights'
							name: night | name: standard | 10 | 'standard' names the hours outside
							input-tokens: 100 | input-tokens: -1 | 16 | is no number of tokens
							input-tokens: 100 | tokens: 100 | 16 | unknown key 'tokens'
							flex: { | flex: { inptu: 1, | 17 | unknown key 'inptu'
							flex: { | Flex: { | 17 | small letters
							dates: ["2026-01-01/2026-01-03"] | dates: ["2026-01-03/2026-01-01"] | 2 | is no span of days
							dates: ["2026-01-01/2026-01-03"] | dates: ["1 Jan"] | 2 | '1 Jan' is no day or span
							dates: ["2026-01-01/2026-01-03"] | days: [] | 2 | unknown key 'days'
							calendars: | holidays: | 2 | unknown key 'holidays'
							model: p/m | model: m | 4 | 'm' is not provider/model
							""")
	void whatIsNotSoundIsRefusedWithFileLineAndReason(String sound, String broken, String line, String reason) {
		String text = SOUND.replaceFirst(Pattern.quote(sound),
				(broken != null) ? broken.equals("#") ? "    # gone" : broken : "");
		assertThat(text).isNotEqualTo(SOUND);
		assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> Prices.list(text))
			.withMessageStartingWith("test.yml, line " + line + ", ")
			.withMessageContaining(reason);
	}

	@Test
	void aRefusalNamesTheRow() {
		assertThatExceptionOfType(PriceListException.class)
			.isThrownBy(() -> Prices.list(SOUND.replaceFirst("billed-at: completion", "source: x")))
			.withMessage("test.yml, line 18, row p/m from 2026-01-01T00:00:00Z: key 'source' is there twice");
		assertThatExceptionOfType(PriceListException.class)
			.isThrownBy(() -> Prices.list(SOUND.replace("0.27", "-0.27")))
			.withMessage("test.yml, line 8, row p/m from 2026-01-01T00:00:00Z: 'input': -0.27 is negative");
	}

	@Test
	void windowsThatOverlapAreRefusedAlsoAcrossZones() {
		String second = """
				  - name: tokyo
				    zone: Asia/Tokyo
				    hours: ["19:30/19:45"]
				    per-million: { input: 0.1 }
				above:""".indent(4).stripTrailing();
		assertThatExceptionOfType(PriceListException.class)
			.isThrownBy(() -> Prices.list(SOUND.replace("    above:", second)))
			.withMessageContaining("hours of 'night' and 'tokyo' overlap, for instance at 2026-01-05T10:30:00Z");
	}

	@Test
	void aCalendarThatIsThereTwiceIsRefused() {
		assertThatExceptionOfType(PriceListException.class)
			.isThrownBy(() -> Prices
				.list(SOUND.replace("prices:", "  - { name: days, zone: UTC, dates: [2026-01-01] }\nprices:")))
			.withMessageStartingWith("test.yml, line 3, calendar days: the calendar is there twice");
	}

	@Test
	void aFileThatIsNoYamlOrNotThereIsRefusedByName() {
		assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> Prices.list("prices: ["))
			.withMessageStartingWith("test.yml: is not YAML");
		assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> Prices.list("# nothing"))
			.withMessageStartingWith("test.yml: the file is empty");
		assertThatExceptionOfType(PriceListException.class).isThrownBy(() -> Prices.list("[]"))
			.withMessageStartingWith("test.yml, line 1, price list: expected keys and values");
		assertThatExceptionOfType(PriceListException.class)
			.isThrownBy(() -> PriceList.load(new ClassPathResource("no-such-prices.yml")))
			.withMessageStartingWith("no-such-prices.yml: cannot be read");
	}

	@Test
	void aRowWithoutAnEndLastsUntilTheNextRowOfItsModel() {
		PriceList list = Prices.list(SOUND.replace("    until: \"2026-02-01T00:00:00Z\"\n", ""));
		assertThat(list.rows().getFirst().until()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
		assertThat(list.rows().getLast().until()).isNull();
	}

	@Test
	void aLaterFileAddsAndReplacesRowsAndCalendars() {
		PriceList list = Prices.list(SOUND, """
				calendars: [ { name: days, zone: UTC, dates: ["2026-01-05"] } ]
				prices:
				""" + Prices.row("2026-02-01T00:00:00Z", "    per-million: { input: 7, output: 7 }")
				+ Prices.row("2026-03-01T00:00:00Z", "    per-million: { input: 8, output: 8 }"));
		List<PriceRow> rows = list.rows(Prices.model("p/m"));
		assertThat(rows).hasSize(3);
		assertThat(rows.get(1).rates()).hasToString("{INPUT=7, OUTPUT=7}");
		assertThat(rows.get(1).until()).isEqualTo(rows.get(2).from());
		assertThat(Prices.at(list, "p/m", "2026-01-05T23:00:00Z").window()).isEqualTo("standard");
		assertThat(Prices.at(list, "p/m", "2026-01-12T23:00:00Z").window()).isEqualTo("night");
	}

	@Test
	void anExtensionMayChangeTheShippedPrices() {
		PriceList list = PriceList.load(List.of(new ClassPathResource("prices.yml"),
				Prices.file("mine.yml",
						"prices:\n" + Prices.row("2027-01-01T00:00:00Z", "    per-million: { input: 9, output: 9 }")
							.replace("p/m", "openai/gpt-4o"))));
		assertThat(Prices.at(list, "openai/gpt-4o", "2026-12-31T23:59:59Z").rates())
			.isEqualTo(Prices.real("openai/gpt-4o", "2026-12-31T23:59:59Z").rates());
		assertThat(Prices.at(list, "openai/gpt-4o", "2027-01-01T00:00:00Z").rates()).hasToString("{INPUT=9, OUTPUT=9}");
	}

}
