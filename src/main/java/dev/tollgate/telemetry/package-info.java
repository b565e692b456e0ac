/**
 * What operators see: metrics, spans and a line of every request.
 */
@NullMarked
package dev.tollgate.telemetry;

import org.jspecify.annotations.NullMarked;
