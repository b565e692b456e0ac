/**
 * The gateway as Spring AI's own models.
 */
@NullMarked
package dev.tollgate.springai;

import org.jspecify.annotations.NullMarked;
