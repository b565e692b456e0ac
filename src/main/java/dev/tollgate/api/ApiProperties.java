package dev.tollgate.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gateway accepts of callers.
 *
 * @param maxRequestSize the largest body of a request
 */
@ConfigurationProperties("tollgate")
record ApiProperties(@DefaultValue("32MB") DataSize maxRequestSize) {
}
