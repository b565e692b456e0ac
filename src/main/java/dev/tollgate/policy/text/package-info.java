/**
 * Words and patterns found in a text that comes in pieces.
 */
@NullMarked
package dev.tollgate.policy.text;

import org.jspecify.annotations.NullMarked;
