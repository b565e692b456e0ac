package dev.tollgate.admin;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * A line of comma-separated values (RFC 4180). What callers have named is text: a
 * spreadsheet must not take it for a formula and run it (OWASP, "CSV Injection").
 */
final class CsvLine {

	private static final String FORMULA = "=+-@\t\r";

	private final StringBuilder line;

	private boolean first = true;

	/**
	 * Begins a line.
	 * @param target where it is written to
	 */
	CsvLine(StringBuilder target) {
		this.line = target;
	}

	static String header(Collection<String> names) {
		StringBuilder header = new StringBuilder();
		CsvLine line = new CsvLine(header);
		names.forEach(line::text);
		line.end();
		return header.toString();
	}

	/** A text that somebody else may have chosen. */
	CsvLine text(@Nullable String text) {
		boolean formula = text != null && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
		return plain(formula ? "'" + text : text);
	}

	/** A value of ours: a number, an instant, a word. */
	CsvLine plain(@Nullable Object value) {
		if (!this.first) {
			this.line.append(',');
		}
		this.first = false;
		if (value != null) {
			append(value.toString());
		}
		return this;
	}

	private void append(String cell) {
		boolean quoted = cell.chars().anyMatch((next) -> next == ',' || next == '"' || next == '\r' || next == '\n');
		if (quoted) {
			this.line.append('"').append(cell.replace("\"", "\"\"")).append('"');
		}
		else {
			this.line.append(cell);
		}
	}

	void end() {
		this.line.append("\r\n");
	}

}
