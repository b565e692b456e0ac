/**
 * The path of a request, top to bottom in one class.
 */
@NullMarked
package dev.tollgate.gateway;

import org.jspecify.annotations.NullMarked;
