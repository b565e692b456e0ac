/**
 * Metrics and observations of every call.
 */
@NullMarked
package dev.tollgate.telemetry;

import org.jspecify.annotations.NullMarked;
