/**
 * Gemini: its own API behind OpenAI chat, and passed through for Google's clients.
 */
@NullMarked
package dev.tollgate.provider.gemini;

import org.jspecify.annotations.NullMarked;
