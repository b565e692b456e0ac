package dev.tollgate.chat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model as a provider knows it.
 *
 * @param provider the provider's name, for instance {@code deepseek}
 * @param name the name that is sent to the provider, for instance {@code deepseek-flash}
 */
public record UpstreamModel(String provider, String name) {

	// what providers append to a model's name to say which snapshot of it runs
	private static final Pattern SNAPSHOT = Pattern
		.compile("-(?:\\d{4}-\\d{2}-\\d{2}|preview-\\d{2}-\\d{2}|\\d{3,4}|latest)$");

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

	/**
	 * The model of which this is a snapshot: its name without a suffix such as
	 * {@code -2024-08-06}, {@code -0613}, {@code -001} or {@code -latest}.
	 * @return the model without the suffix, or this one if it has none
	 */
	public UpstreamModel withoutSnapshot() {
		Matcher suffix = SNAPSHOT.matcher(this.name);
		return suffix.find() ? withName(this.name.substring(0, suffix.start())) : this;
	}

}
