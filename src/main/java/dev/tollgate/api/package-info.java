/**
 * HTTP for callers: OpenAI's and Gemini's endpoints, authentication, and the one error
 * mapper.
 */
@NullMarked
package dev.tollgate.api;

import org.jspecify.annotations.NullMarked;
