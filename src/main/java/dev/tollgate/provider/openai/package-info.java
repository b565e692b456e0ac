/**
 * OpenAI, and servers that are compatible with it.
 */
@NullMarked
package dev.tollgate.provider.openai;

import org.jspecify.annotations.NullMarked;
