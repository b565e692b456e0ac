/**
 * Answers kept to be given again.
 */
@NullMarked
package dev.tollgate.policy.cache;

import org.jspecify.annotations.NullMarked;
