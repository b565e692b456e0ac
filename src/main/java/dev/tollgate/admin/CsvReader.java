package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads comma-separated values (RFC 4180) that have a header, record by record.
 */
final class CsvReader {

	private final String text;

	private final List<String> header;

	private int position;

	private int line = 1;

	CsvReader(String text) {
		this.text = text;
		// spreadsheets and Windows put a byte order mark before the first name
		this.position = text.startsWith("\ufeff") ? 1 : 0;
		List<String> names = next();
		this.header = (names != null) ? names : List.of();
	}

	List<String> header() {
		return this.header;
	}

	/**
	 * Reads the next record.
	 * @return the record, or null at the end
	 */
	@Nullable Entry read() {
		int begin = this.line;
		List<String> cells = next();
		while (cells != null && cells.size() == 1 && cells.getFirst().isBlank()) {
			begin = this.line;
			cells = next();
		}
		if (cells == null) {
			return null;
		}
		if (cells.size() != this.header.size()) {
			throw UsageExport.broken("line " + begin,
					"has " + cells.size() + " fields, the header has " + this.header.size());
		}
		Map<String, String> fields = new LinkedHashMap<>();
		for (int i = 0; i < cells.size(); i++) {
			fields.put(this.header.get(i), cells.get(i).trim());
		}
		return new Entry(begin, fields);
	}

	private @Nullable List<String> next() {
		if (this.position >= this.text.length()) {
			return null;
		}
		List<String> cells = new ArrayList<>();
		do {
			cells.add(cell());
		}
		while (skip(','));
		if (this.position < this.text.length()) {
			endLine();
		}
		return cells;
	}

	/** A line may end in either of both or in both. */
	private void endLine() {
		boolean returned = skip('\r');
		if (!skip('\n') && !returned) {
			throw UsageExport.broken("line " + this.line, "goes on behind a quotation");
		}
		this.line++;
	}

	private String cell() {
		if (!skip('"')) {
			int begin = this.position;
			while (this.position < this.text.length() && ",\r\n".indexOf(this.text.charAt(this.position)) < 0) {
				this.position++;
			}
			return this.text.substring(begin, this.position);
		}
		int opened = this.line;
		StringBuilder cell = new StringBuilder();
		while (this.position < this.text.length()) {
			char next = this.text.charAt(this.position++);
			if (next == '"' && !skip('"')) {
				return cell.toString();
			}
			this.line += (next == '\n') ? 1 : 0;
			cell.append(next);
		}
		throw UsageExport.broken("line " + opened, "opens a quotation that never ends");
	}

	private boolean skip(char wanted) {
		boolean there = this.position < this.text.length() && this.text.charAt(this.position) == wanted;
		this.position += there ? 1 : 0;
		return there;
	}

	/**
	 * A record.
	 *
	 * @param line the line on which it begins, from 1
	 * @param fields its fields by name
	 */
	record Entry(int line, Map<String, String> fields) {

		String field(String name) {
			return this.fields.getOrDefault(name, "");
		}

		String where(String name) {
			return "line " + this.line + ", field '" + name + "',";
		}

	}

}
