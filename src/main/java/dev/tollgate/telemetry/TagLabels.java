package dev.tollgate.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.Tags;

/**
 * Which of callers' tags are labels, each with so many values and no more: callers write
 * what they like, and a metric must not grow with it.
 */
final class TagLabels {

	private static final String NONE = "none";

	private static final String OTHER = "other";

	private final List<String> names;

	private final List<String> labels;

	private final int most;

	private final Map<String, Set<String>> values = new ConcurrentHashMap<>();

	TagLabels(List<String> names, int most) {
		this.names = List.copyOf(names);
		this.labels = names.stream().map((name) -> "tag_" + name.replaceAll("[^A-Za-z0-9]", "_")).toList();
		this.most = most;
		if (new HashSet<>(this.labels).size() < this.labels.size()) {
			throw new InvalidConfigurationException("tollgate.metrics.tags", "two tags would be the same label");
		}
	}

	/** The names of the labels, for instance {@code tag_project}. */
	List<String> labels() {
		return this.labels;
	}

	/** Values of other labels, and then those of these. */
	List<String> after(List<String> others, Tags tags) {
		if (this.names.isEmpty()) {
			return others;
		}
		List<String> all = new ArrayList<>(others.size() + this.names.size());
		all.addAll(others);
		for (String name : this.names) {
			String value = tags.values().get(name);
			all.add((value != null) ? bounded(name, value) : NONE);
		}
		return all;
	}

	private String bounded(String name, String value) {
		Set<String> known = this.values.computeIfAbsent(name, (missing) -> ConcurrentHashMap.newKeySet());
		if (known.contains(value)) {
			return value;
		}
		synchronized (known) {
			boolean told = known.contains(value) || (known.size() < this.most && known.add(value));
			return told ? value : OTHER;
		}
	}

}
