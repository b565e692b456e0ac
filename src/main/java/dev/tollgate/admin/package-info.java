/**
 * HTTP for administrators: what was spent, and what is in force.
 */
@NullMarked
package dev.tollgate.admin;

import org.jspecify.annotations.NullMarked;
