/**
 * Starts the gateway; every room of the house is a package below.
 */
@NullMarked
package dev.tollgate;

import org.jspecify.annotations.NullMarked;
