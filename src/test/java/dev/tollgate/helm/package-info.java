/**
 * The Helm chart, rendered and read as Kubernetes would read it.
 */
@NullMarked
package dev.tollgate.helm;

import org.jspecify.annotations.NullMarked;
