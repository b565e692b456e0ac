package dev.tollgate.admin;

/**
 * Who administers.
 *
 * @param key the name of the key, never the key itself
 */
record Administrator(String key) {
}
