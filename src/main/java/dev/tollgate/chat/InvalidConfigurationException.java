package dev.tollgate.chat;

/**
 * The configuration says something that cannot be: the start stops.
 */
public final class InvalidConfigurationException extends RuntimeException {

	private final String key;

	/**
	 * Creates the exception.
	 * @param key the property, or the environment's variable, that is at fault
	 * @param reason what is wrong with it, without a secret's value
	 */
	public InvalidConfigurationException(String key, String reason) {
		super(reason);
		this.key = key;
	}

	/**
	 * What is at fault.
	 * @return a property or a variable of the environment
	 */
	public String key() {
		return this.key;
	}

	@Override
	public String getMessage() {
		return this.key + ": " + super.getMessage();
	}

}
