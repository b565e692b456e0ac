package dev.tollgate.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The console.
 *
 * @param enabled whether the page is served
 */
@ConfigurationProperties("tollgate.console")
record ConsoleProperties(@DefaultValue("true") boolean enabled) {
}
