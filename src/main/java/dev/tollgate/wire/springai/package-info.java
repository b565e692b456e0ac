/**
 * OpenAI's bodies as Spring AI's prompts and responses, and back, with nothing lost.
 */
@NullMarked
package dev.tollgate.wire.springai;

import org.jspecify.annotations.NullMarked;
