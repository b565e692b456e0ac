package dev.tollgate.keys;

/**
 * Who calls, as far as the key tells.
 *
 * @param key the name of the key, for metrics and reports; never the key itself
 * @param team the team that pays, {@code none} for a key without one
 * @param administrator whether the key may do everything
 */
public record Caller(String key, String team, boolean administrator) {

	/** The attribute of an exchange that holds the caller, once the key was accepted. */
	public static final String ATTRIBUTE = Caller.class.getName();

}
