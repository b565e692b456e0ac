package dev.tollgate.pricing;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Prints what another price list says and ours does not, as rows for somebody to look
 * through. It changes no file.
 */
final class PriceImport {

	private final List<Resource> files;

	private final PriceList inForce;

	private final Instant now;

	private final LocalDate today;

	private final PrintStream out;

	private final List<String> lines = new ArrayList<>();

	private final Map<String, Integer> unmentioned = new TreeMap<>();

	private int same;

	private int different;

	private int missing;

	private int unfit;

	PriceImport(List<? extends Resource> files, Instant now, PrintStream out) {
		this.files = List.copyOf(files);
		this.inForce = PriceList.load(this.files);
		this.now = now;
		this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
		this.out = out;
	}

	/**
	 * Prints the new rows.
	 * @param list the other list
	 * @param name its file's name
	 * @return what was found, in one sentence
	 */
	String print(ForeignList list, String name) {
		for (ForeignPrice theirs : list.prices()) {
			compare(theirs, theirs.row(this.today, list.format() + ", " + name + ", read on " + this.today));
		}
		this.unmentioned
			.forEach((note, models) -> comment("of " + models + " models whose price is as in force: " + note));
		list.leftOut().forEach((reason) -> comment("left out: " + reason));
		this.out
			.println("# Rows to look through, from " + list.format() + ", " + name.replaceAll("\\p{Cntrl}", " ") + ".");
		this.out.println(
				"# They begin today, which is hardly the day of the change: correct `from` where you know better.");
		this.out.println((this.different + this.missing > 0) ? "prices:" : "prices: []");
		this.lines.forEach(this.out::println);
		return "%s, %s: %d models: %d as in force, %d with another price, %d new, %d that cannot follow, %d left out"
			.formatted(list.format(), name, list.prices().size() + list.leftOut().size(), this.same, this.different,
					this.missing, this.unfit, list.leftOut().size());
	}

	private void comment(String text) {
		this.lines.add(PriceRowWriter.comment(text));
	}

	private void compare(ForeignPrice theirs, PriceRow row) {
		Price price = this.inForce.at(theirs.model(), this.now).orElse(null);
		if (price == null) {
			List<String> comments = new ArrayList<>();
			comments.add(theirs.model() + ": has no price in force");
			theirs.notes().forEach((note) -> comments.add("  " + note));
			if (write(row, comments, null)) {
				this.missing++;
			}
			return;
		}
		PriceComparison comparison = new PriceComparison(price.row(), row);
		Set<String> differences = comparison.differences();
		if (differences.isEmpty()) {
			this.same++;
			String window = comparison.equalToWindow();
			if (window != null) {
				comment(theirs.model() + ": costs at all hours what it costs in the window " + window);
			}
			// of each of hundreds of models, their values would only hide the rows
			theirs.notes().forEach((note) -> this.unmentioned.merge(note.replaceFirst(": .*", ""), 1, Integer::sum));
			return;
		}
		PriceRow merged = comparison.merged();
		if (write(merged, comments(theirs, price.row(), differences, comparison.kept()), price.row())) {
			this.different++;
		}
	}

	private static List<String> comments(ForeignPrice theirs, PriceRow ours, Set<String> differences,
			List<String> kept) {
		List<String> comments = new ArrayList<>();
		comments.add(theirs.model() + ": differs from " + ours.id());
		differences.forEach((difference) -> comments.add("  " + difference));
		if (!kept.isEmpty()) {
			comments.add("  kept, because the file says nothing of it, and to be checked: " + String.join(", ", kept));
		}
		if (!ours.model().equals(theirs.model())) {
			comments.add("  had the price of " + ours.model()
					+ " until now: with this row alone, its calls before today have none");
		}
		theirs.notes().forEach((note) -> comments.add("  " + note));
		return comments;
	}

	private boolean write(PriceRow row, List<String> comments, @Nullable PriceRow ours) {
		List<String> lines = PriceRowWriter.lines(row);
		String refusal = mayFollow(row, ours) ? null : refusal(lines);
		this.lines.add("");
		comments.forEach(this::comment);
		if (refusal == null) {
			this.lines.addAll(lines);
			return true;
		}
		this.unfit++;
		comment("  cannot follow the rows in force: " + refusal);
		lines.forEach((line) -> this.lines.add("  #" + line));
		return false;
	}

	/** Whether the row surely fits: it follows one that is open, or is the first. */
	private boolean mayFollow(PriceRow row, @Nullable PriceRow ours) {
		if (!row.windows().isEmpty()) {
			return false;
		}
		boolean first = this.inForce.rows(row.model()).stream().noneMatch((known) -> known.model().equals(row.model()));
		return first || (ours != null && ours.until() == null && ours.from().isBefore(row.from()));
	}

	/** Why a row cannot stand behind those in force, null if it can. */
	private @Nullable String refusal(List<String> lines) {
		String text = "prices:\n" + String.join("\n", lines) + "\n";
		List<Resource> all = new ArrayList<>(this.files);
		all.add(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "new row") {
			@Override
			public String getFilename() {
				return "new row";
			}
		});
		try {
			return PriceList.load(all).rows().isEmpty() ? "no row" : null;
		}
		catch (PriceListException ex) {
			return ex.getMessage();
		}
	}

}
