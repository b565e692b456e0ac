/**
 * The image and the stack of docker-compose.yml, with a real Docker engine.
 */
@NullMarked
package dev.tollgate.docker;

import org.jspecify.annotations.NullMarked;
