/**
 * Who calls, and what the key allows.
 */
@NullMarked
package dev.tollgate.keys;

import org.jspecify.annotations.NullMarked;
