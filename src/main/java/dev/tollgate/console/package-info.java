/**
 * The web page: its files, and nothing else; what it shows it asks of the API.
 */
@NullMarked
package dev.tollgate.console;

import org.jspecify.annotations.NullMarked;
