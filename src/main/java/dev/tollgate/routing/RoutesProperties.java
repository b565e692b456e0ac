package dev.tollgate.routing;

import java.util.List;

import jakarta.validation.Valid;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The routes of this installation; one of the same name as a built-in one replaces it.
 *
 * @param routes the routes
 */
@Validated
@ConfigurationProperties("tollgate")
record RoutesProperties(@DefaultValue List<@Valid RouteDefinition> routes) {
}
