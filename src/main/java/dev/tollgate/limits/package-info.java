/**
 * Whether the call may start now: by the limits and budgets of its key, and by how busy
 * the gateway itself is.
 */
@NullMarked
package dev.tollgate.limits;

import org.jspecify.annotations.NullMarked;
