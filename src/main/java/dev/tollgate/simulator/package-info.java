/**
 * The three providers' wire protocols served on loopback, with no key: for the first run,
 * for tests, for load.
 */
@NullMarked
package dev.tollgate.simulator;

import org.jspecify.annotations.NullMarked;
