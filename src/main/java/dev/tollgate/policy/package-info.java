/**
 * What a route does to the words of requests and answers, as Spring AI's advisors.
 */
@NullMarked
package dev.tollgate.policy;

import org.jspecify.annotations.NullMarked;
