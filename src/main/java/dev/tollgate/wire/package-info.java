/**
 * Bytes in passing: JSON and server-sent events read and changed without being parsed to
 * a tree or copied.
 */
@NullMarked
package dev.tollgate.wire;

import org.jspecify.annotations.NullMarked;
