/**
 * DeepSeek: OpenAI's protocol with reasoning, fill-in-the-middle, prefixes and
 * keep-alives of its own.
 */
@NullMarked
package dev.tollgate.provider.deepseek;

import org.jspecify.annotations.NullMarked;
