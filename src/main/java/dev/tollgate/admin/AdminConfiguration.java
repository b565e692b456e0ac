package dev.tollgate.admin;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/**
 * Makes those who call known to the framework.
 */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration implements WebFluxConfigurer {

	@Override
	public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
		configurer.addCustomResolver(new AdministratorResolver(), new CallerResolver());
	}

}
