/**
 * HTTP for administrators: keys, what was spent, and what is in force; and for callers
 * what they spent.
 */
@NullMarked
package dev.tollgate.admin;

import org.jspecify.annotations.NullMarked;
