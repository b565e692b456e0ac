/**
 * A day of simulated traffic under a clock that runs fast, to see the boards full.
 */
@NullMarked
package dev.tollgate.demo;

import org.jspecify.annotations.NullMarked;
