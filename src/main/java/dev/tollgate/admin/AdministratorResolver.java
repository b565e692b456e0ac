package dev.tollgate.admin;

import dev.tollgate.keys.Caller;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/**
 * Gives handler methods the administrator who calls, and refuses all others.
 */
final class AdministratorResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Administrator.class;
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
		return Mono.fromSupplier(() -> Administrator.of(exchange.getAttribute(Caller.ATTRIBUTE)));
	}

}
