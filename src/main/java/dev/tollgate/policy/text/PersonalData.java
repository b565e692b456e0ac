package dev.tollgate.policy.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The personal data that a policy masks. Made once, for all requests.
 */
public final class PersonalData {

	/** Text of the caller that looks like a placeholder gets one itself. */
	private static final String LITERAL = "LITERAL";

	private static final String LABEL = "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*";

	private final TextFilter data;

	private final TextFilter placeholders;

	private PersonalData(TextFilter data, TextFilter placeholders) {
		this.data = data;
		this.placeholders = placeholders;
	}

	/**
	 * Chooses what to mask.
	 * @param kinds the kinds that are built in
	 * @param patterns patterns of one's own, which come first where both find the same;
	 * the name in upper case is the placeholder's, {@code [EMPLOYEE_ID_1]} for
	 * {@code employee-id}
	 * @return the choice
	 * @throws InvalidPatternException if a name is taken or makes no placeholder
	 */
	public static PersonalData of(Collection<PersonalDataKind> kinds, List<? extends TextPattern> patterns) {
		List<TextPattern> all = new ArrayList<>(patterns);
		kinds.stream().sorted().distinct().map(PersonalDataKind::pattern).forEach(all::add);
		Set<String> labels = new HashSet<>(Set.of(LITERAL));
		for (TextPattern pattern : all) {
			String label = label(pattern.name());
			if (!label.matches(LABEL)) {
				throw new InvalidPatternException(pattern.name(),
						"the name of personal data consists of letters, digits and hyphens");
			}
			if (!labels.add(label)) {
				throw new InvalidPatternException(pattern.name(), "the name is taken");
			}
		}
		TextPattern placeholder = placeholder(labels);
		all.addFirst(placeholder);
		return new PersonalData(TextFilter.of(all), TextFilter.of(List.of(placeholder)));
	}

	/**
	 * Also as models write them: in another case, or with Markdown's backslashes, which
	 * JSON doubles.
	 */
	private static TextPattern placeholder(Set<String> labels) {
		String label = labels.stream()
			.sorted()
			.map((name) -> name.replace("_", "\\\\{0,2}_"))
			.collect(Collectors.joining("|", "(?:", ")\\\\{0,2}_[0-9]{1,9}"));
		return TextPattern.expression(LITERAL, "(?i)\\[" + label + "\\]|\\\\{1,2}\\[" + label + "\\\\{1,2}\\]");
	}

	static String label(String name) {
		return name.toUpperCase(Locale.ROOT).replace('-', '_');
	}

	/**
	 * Begins a request.
	 * @return what is masked and restored of it
	 */
	public Masking masking() {
		return new Masking(this);
	}

	TextFilter data() {
		return this.data;
	}

	TextFilter placeholders() {
		return this.placeholders;
	}

}
