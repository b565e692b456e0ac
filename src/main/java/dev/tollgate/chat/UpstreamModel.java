package dev.tollgate.chat;

/**
 * A model as a provider knows it.
 *
 * @param provider the provider's name, for instance {@code deepseek}
 * @param name the name that is sent to the provider, for instance {@code deepseek-flash}
 */
public record UpstreamModel(String provider, String name) {

	/**
	 * The qualified name, as callers, routes and the price list write it.
	 * @return {@code provider/name}
	 */
	@Override
	public String toString() {
		return this.provider + "/" + this.name;
	}

	/**
	 * The same provider's model of another name.
	 * @param name the other name
	 * @return the other model
	 */
	public UpstreamModel withName(String name) {
		return new UpstreamModel(this.provider, name);
	}

}
