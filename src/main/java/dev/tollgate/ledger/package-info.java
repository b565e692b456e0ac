/**
 * What was spent, by whom, never lost: holds, settlements, journal, reports.
 */
@NullMarked
package dev.tollgate.ledger;

import org.jspecify.annotations.NullMarked;
