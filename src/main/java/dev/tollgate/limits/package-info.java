/**
 * Whether the call may start now: concurrency, by how busy the gateway itself is.
 */
@NullMarked
package dev.tollgate.limits;

import org.jspecify.annotations.NullMarked;
