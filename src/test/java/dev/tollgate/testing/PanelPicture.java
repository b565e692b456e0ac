package dev.tollgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * What a panel of Grafana's would show of a query's result, as SVG: enough for a page of
 * documentation on a machine that has no Grafana.
 */
public final class PanelPicture {

	private static final int WIDTH = 700;

	private static final int HEIGHT = 300;

	private static final int LEFT = 70;

	private static final int TOP = 44;

	private static final int PLOT_WIDTH = WIDTH - LEFT - 16;

	private static final int PLOT_HEIGHT = 190;

	private static final List<String> COLOURS = List.of("#73bf69", "#f2cc0c", "#5794f2", "#ff780a", "#b877d9",
			"#8ab8ff");

	private final String title;

	private final String unit;

	private final Map<String, SortedMap<Long, Double>> series = new TreeMap<>();

	/**
	 * A panel without data.
	 * @param title its title
	 * @param unit what stands behind a figure
	 */
	public PanelPicture(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	/**
	 * Adds a query's result.
	 * @param label the label that tells the series apart
	 * @param result the series of a range query
	 */
	public void add(String label, List<JsonNode> result) {
		for (JsonNode one : result) {
			SortedMap<Long, Double> values = new TreeMap<>();
			for (JsonNode sample : one.path("values")) {
				double value = Double.parseDouble(sample.path(1).asString());
				if (Double.isFinite(value)) {
					values.put(sample.path(0).asLong(), value);
				}
			}
			this.series.put(one.path("metric").path(label).asString("all"), values);
		}
	}

	/**
	 * Draws bars that stand on each other.
	 * @return the inside of an SVG, 700 by 300
	 */
	public String bars() {
		TreeSet<Long> times = times();
		double most = times.stream()
			.mapToDouble(
					(time) -> this.series.values().stream().mapToDouble((one) -> one.getOrDefault(time, 0.0)).sum())
			.max()
			.orElse(1);
		StringBuilder svg = frame(most);
		double wide = (double) PLOT_WIDTH / times.size();
		int index = 0;
		for (long time : times) {
			double below = 0;
			int colour = 0;
			for (SortedMap<Long, Double> one : this.series.values()) {
				double value = one.getOrDefault(time, 0.0);
				if (value > 0) {
					svg.append(String.format(Locale.ROOT,
							"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
							LEFT + index * wide, y(below + value, most), Math.max(1, wide - 1),
							y(below, most) - y(below + value, most), COLOURS.get(colour)));
				}
				below += value;
				colour++;
			}
			index++;
		}
		return svg.toString();
	}

	/**
	 * Draws lines.
	 * @return the inside of an SVG, 700 by 300
	 */
	public String lines() {
		TreeSet<Long> times = times();
		double most = this.series.values()
			.stream()
			.flatMap((one) -> one.values().stream())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(1);
		StringBuilder svg = frame(most);
		double span = Math.max(1, times.last() - times.first());
		int colour = 0;
		for (SortedMap<Long, Double> one : this.series.values()) {
			String points = one.entrySet()
				.stream()
				.map((sample) -> String.format(Locale.ROOT, "%.1f,%.1f",
						LEFT + (sample.getKey() - times.first()) / span * PLOT_WIDTH, y(sample.getValue(), most)))
				.collect(Collectors.joining(" "));
			svg.append(String.format("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
					points, COLOURS.get(colour++)));
		}
		return svg.toString();
	}

	private TreeSet<Long> times() {
		return this.series.values()
			.stream()
			.flatMap((one) -> one.keySet().stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static double y(double value, double most) {
		return TOP + PLOT_HEIGHT * (1 - value / most);
	}

	private StringBuilder frame(double most) {
		StringBuilder svg = new StringBuilder();
		svg.append(String.format("<rect width=\"%d\" height=\"%d\" fill=\"#181b1f\"/>%n", WIDTH, HEIGHT))
			.append(text(16, 26, "#ccccdc", "15", this.title));
		for (int i = 0; i <= 4; i++) {
			double value = most * i / 4;
			svg.append(String.format(Locale.ROOT,
					"<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#2c3235\"/>%n", LEFT, WIDTH - 16,
					y(value, most), y(value, most)))
				.append(text(8, (int) y(value, most) + 4, "#8e8e9e", "11", figure(value)));
		}
		List<String> names = new ArrayList<>(this.series.keySet());
		int x = LEFT;
		for (int i = 0; i < names.size(); i++) {
			svg.append(String.format("<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/>%n", x,
					HEIGHT - 26, COLOURS.get(i)))
				.append(text(x + 18, HEIGHT - 20, "#ccccdc", "12", names.get(i)));
			x += 34 + 8 * names.get(i).length();
		}
		return svg;
	}

	private String figure(double value) {
		return String.format(Locale.ROOT, (value >= 10) ? "%.0f %s" : (value >= 0.1) ? "%.2f %s" : "%.4f %s", value,
				this.unit);
	}

	private static String text(int x, int y, String colour, String size, String text) {
		return String.format("<text x=\"%d\" y=\"%d\" fill=\"%s\" font-size=\"%s\">%s</text>%n", x, y, colour, size,
				text.replace("&", "&amp;").replace("<", "&lt;"));
	}

	/**
	 * Puts panels side by side.
	 * @param panels the insides, by {@link #bars()} or {@link #lines()}
	 * @return a whole SVG
	 */
	public static String sideBySide(List<String> panels) {
		StringBuilder svg = new StringBuilder();
		int width = WIDTH * panels.size() + 12 * (panels.size() - 1);
		svg.append(String.format(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">%n", width,
				HEIGHT));
		for (int i = 0; i < panels.size(); i++) {
			svg.append(String.format("<g transform=\"translate(%d 0)\">%n%s</g>%n", i * (WIDTH + 12), panels.get(i)));
		}
		return svg.append("</svg>\n").toString();
	}

}
