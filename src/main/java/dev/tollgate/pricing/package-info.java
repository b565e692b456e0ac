/**
 * What it costs at which instant.
 */
@NullMarked
package dev.tollgate.pricing;

import org.jspecify.annotations.NullMarked;
