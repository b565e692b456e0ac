package dev.tollgate.keys;

/**
 * Who calls, as far as the key tells.
 *
 * @param key the name of the key, for metrics and reports; never the key itself
 * @param team the team that pays, {@code none} for a key without one
 * @param administrator whether the key may do everything
 * @param allowance what it may do at most
 */
public record Caller(String key, String team, boolean administrator, Allowance allowance) {

	/** The attribute of an exchange that holds the caller, once the key was accepted. */
	public static final String ATTRIBUTE = Caller.class.getName();

	/**
	 * Creates a caller without limits.
	 * @param key the name of the key
	 * @param team the team that pays, {@code none} for a key without one
	 * @param administrator whether the key may do everything
	 */
	public Caller(String key, String team, boolean administrator) {
		this(key, team, administrator, Allowance.UNLIMITED);
	}

}
