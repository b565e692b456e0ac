package dev.tollgate.routing;

/**
 * The policies that routes may name.
 */
public interface PolicyNames {

	/**
	 * Whether there is such a policy.
	 * @param name the name
	 * @return true if a route may name it
	 */
	boolean contains(String name);

}
