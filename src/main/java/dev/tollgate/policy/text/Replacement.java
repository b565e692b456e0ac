package dev.tollgate.policy.text;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a text that was found.
 */
@FunctionalInterface
public interface Replacement {

	/**
	 * Decides. The replacement itself is not searched; an empty one can join its
	 * neighbours to what was to be removed.
	 * @param pattern the name of the pattern
	 * @param found the text; of one longer than a filter holds back it is a part
	 * @return what to let out in its place, or null to let nothing more out at all
	 */
	@Nullable String replace(String pattern, String found);

}
