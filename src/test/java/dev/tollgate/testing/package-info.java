/**
 * What several tests share: a provider on loopback that plays what it is told, and files
 * with what is expected.
 */
@NullMarked
package dev.tollgate.testing;

import org.jspecify.annotations.NullMarked;
