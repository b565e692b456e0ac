/**
 * The port each provider implements, and what their implementations share.
 */
@NullMarked
package dev.tollgate.provider;

import org.jspecify.annotations.NullMarked;
