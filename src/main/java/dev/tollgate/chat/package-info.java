/**
 * The words all share: the request, the usage of tokens, the upstream model, the failures
 * a caller may see.
 */
@NullMarked
package dev.tollgate.chat;

import org.jspecify.annotations.NullMarked;
