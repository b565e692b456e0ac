/**
 * Calls that carry an idempotency key: one call to a provider, however often it is
 * repeated.
 */
@NullMarked
package dev.tollgate.idempotency;

import org.jspecify.annotations.NullMarked;
