/**
 * The one way to Redis, and what is remembered of its outages.
 */
@NullMarked
package dev.tollgate.redis;

import org.jspecify.annotations.NullMarked;
