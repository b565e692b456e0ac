/**
 * Any Spring AI chat model as a provider.
 */
@NullMarked
package dev.tollgate.provider.springai;

import org.jspecify.annotations.NullMarked;
