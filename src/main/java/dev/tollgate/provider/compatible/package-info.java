/**
 * OpenAI's wire protocol, as OpenAI, DeepSeek and compatible servers speak it.
 */
@NullMarked
package dev.tollgate.provider.compatible;

import org.jspecify.annotations.NullMarked;
