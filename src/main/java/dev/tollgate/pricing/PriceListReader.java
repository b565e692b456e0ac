package dev.tollgate.pricing;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.tollgate.chat.UpstreamModel;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import org.springframework.core.io.Resource;

/**
 * Reads the files of a price list, puts their rows in order and refuses what is not
 * sound.
 */
final class PriceListReader {

	private static final int LONGEST_HOLIDAY = 366;

	private final Map<String, HolidayCalendar> calendars = new HashMap<>();

	private final Map<UpstreamModel, TreeMap<Instant, PlacedRow>> rows = new LinkedHashMap<>();

	PriceList read(List<? extends Resource> files) {
		List<YamlMapping> documents = new ArrayList<>();
		for (Resource file : files) {
			documents.add(document(file));
		}
		// all calendars first: one that a later file extends holds for earlier rows, too
		documents.forEach(this::readCalendars);
		documents.forEach(this::readRows);
		Map<UpstreamModel, List<PriceRow>> eras = new LinkedHashMap<>();
		this.rows.forEach((model, rows) -> eras.put(model, consecutive(List.copyOf(rows.values()))));
		return new PriceList(eras);
	}

	private static YamlMapping document(Resource file) {
		String name = (file.getFilename() != null) ? file.getFilename() : file.getDescription();
		try (Reader reader = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
			Node root = new Yaml(new LoaderOptions()).compose(reader);
			if (root == null) {
				throw new PriceListException(name + ": the file is empty");
			}
			return YamlMapping.of(name, "price list", root).allow("calendars", "prices");
		}
		catch (IOException ex) {
			throw new PriceListException(name + ": cannot be read from " + file.getDescription(), ex);
		}
		catch (YAMLException ex) {
			throw new PriceListException(name + ": is not YAML: " + ex.getMessage(), ex);
		}
	}

	private void readCalendars(YamlMapping document) {
		Set<String> names = new HashSet<>();
		for (YamlMapping entry : document.mappings("calendars")) {
			String name = entry.named("calendar").text("name");
			YamlMapping calendar = entry.named("calendar " + name).allow("name", "zone", "dates");
			if (!names.add(name)) {
				throw calendar.refuse("the calendar is there twice");
			}
			this.calendars.put(name, new HolidayCalendar(name, zone(calendar), dates(calendar)));
		}
	}

	private static Set<LocalDate> dates(YamlMapping calendar) {
		Set<LocalDate> dates = new HashSet<>();
		for (String text : calendar.texts("dates")) {
			String[] ends = text.split("/", -1);
			try {
				LocalDate first = LocalDate.parse(ends[0]);
				LocalDate last = LocalDate.parse(ends[ends.length - 1]);
				if (ends.length > 2 || last.isBefore(first) || last.isAfter(first.plusDays(LONGEST_HOLIDAY))) {
					throw calendar.refuse("dates", "'" + text + "' is no span of days, both included");
				}
				first.datesUntil(last.plusDays(1)).forEach(dates::add);
			}
			catch (DateTimeException ex) {
				throw calendar.refuse("dates", "'" + text + "' is no day or span such as 2026-10-01/2026-10-07");
			}
		}
		return dates;
	}

	/**
	 * The zone of a calendar or window.
	 * @param mapping the calendar or window
	 * @return the zone
	 * @throws PriceListException if it is missing or unknown
	 */
	static ZoneId zone(YamlMapping mapping) {
		String zone = mapping.text("zone");
		try {
			return ZoneId.of(zone);
		}
		catch (DateTimeException ex) {
			throw mapping.refuse("zone", "'" + zone + "' is no zone such as UTC or Asia/Shanghai");
		}
	}

	private void readRows(YamlMapping document) {
		Set<String> ids = new HashSet<>();
		PriceRowReader reader = new PriceRowReader(Map.copyOf(this.calendars));
		for (YamlMapping entry : document.mappings("prices")) {
			YamlMapping place = PriceRowReader.named(entry);
			PriceRow row = reader.read(place);
			if (!ids.add(row.id())) {
				throw place.refuse("the model has two rows from this instant");
			}
			this.rows.computeIfAbsent(row.model(), (model) -> new TreeMap<>())
				.put(row.from(), new PlacedRow(row, place));
		}
	}

	private static List<PriceRow> consecutive(List<PlacedRow> rows) {
		List<PriceRow> eras = new ArrayList<>();
		for (int i = 0; i < rows.size(); i++) {
			PriceRow row = rows.get(i).row();
			if (i + 1 == rows.size()) {
				eras.add(row);
			}
			else {
				eras.add(upTo(row, rows.get(i + 1)));
			}
		}
		return eras;
	}

	// a row without an end lasts until the next: so a new price never edits an old row
	private static PriceRow upTo(PriceRow row, PlacedRow next) {
		Instant from = next.row().from();
		if (row.until() == null) {
			return row.withUntil(from);
		}
		if (row.until().isAfter(from)) {
			throw next.place().refuse("overlaps the row " + row.id() + ", which lasts until " + row.until());
		}
		if (row.until().isBefore(from)) {
			throw next.place().refuse("leaves a gap after the row " + row.id() + ", which ends at " + row.until());
		}
		return row;
	}

	/**
	 * A row and where it stands.
	 *
	 * @param row the row
	 * @param place its file and line, for messages
	 */
	private record PlacedRow(PriceRow row, YamlMapping place) {
	}

}
