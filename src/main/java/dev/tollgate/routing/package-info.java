/**
 * Which provider and model serve a name, and which parameters the call gets where the
 * caller gave none.
 */
@NullMarked
package dev.tollgate.routing;

import org.jspecify.annotations.NullMarked;
