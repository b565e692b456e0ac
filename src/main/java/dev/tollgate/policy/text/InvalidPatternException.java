package dev.tollgate.policy.text;

/**
 * A pattern that cannot be searched for in linear time, or says nothing.
 */
public final class InvalidPatternException extends RuntimeException {

	private final String pattern;

	InvalidPatternException(String pattern, String reason) {
		super(reason);
		this.pattern = pattern;
	}

	/**
	 * Whose fault it is.
	 * @return the pattern's name
	 */
	public String pattern() {
		return this.pattern;
	}

	@Override
	public String getMessage() {
		return "pattern '" + this.pattern + "': " + super.getMessage();
	}

}
