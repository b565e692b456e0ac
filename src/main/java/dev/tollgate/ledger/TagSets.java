package dev.tollgate.ledger;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The sets of tags that a writer sums apart, so many an hour and no more: whoever sends a
 * new tag with every request must not make the sums as many as the requests.
 */
final class TagSets {

	/** Stands for all sets of tags beyond those that are summed apart. */
	static final String OTHER = "*";

	private static final int MOST = 1000;

	private static final int HOURS = 48;

	private final JdbcTemplate jdbc;

	private final String writer;

	private final TreeMap<Integer, Set<String>> byHour = new TreeMap<>();

	TagSets(JdbcTemplate jdbc, String writer) {
		this.jdbc = jdbc;
		this.writer = writer;
	}

	/**
	 * The tags under which a call is summed.
	 * @param epochHour the hour of its request
	 * @param tags its tags
	 * @return the same, or {@link #OTHER}
	 */
	String summed(int epochHour, String tags) {
		if (tags.isEmpty()) {
			return tags;
		}
		Set<String> known = this.byHour.computeIfAbsent(epochHour, this::written);
		if (this.byHour.size() > HOURS) {
			this.byHour.pollFirstEntry();
		}
		return (known.contains(tags) || (known.size() < MOST && known.add(tags))) ? tags : OTHER;
	}

	private Set<String> written(int epochHour) {
		return new HashSet<>(this.jdbc.queryForList(
				"select distinct tags from hourly_sum where epoch_hour = ? and writer = ? and tags not in ('', '*')",
				String.class, epochHour, this.writer));
	}

	/** Forgets what it knows, after a batch that was not written. */
	void forget() {
		this.byHour.clear();
	}

}
