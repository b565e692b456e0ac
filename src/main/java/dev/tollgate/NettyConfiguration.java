package dev.tollgate;

import java.time.Clock;

import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * The event loops and the clock, which everything shares.
 */
@Configuration(proxyBeanMethods = false)
class NettyConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	/**
	 * One loop a core: the work of a request never leaves its loop, so more would only
	 * wait for each other.
	 */
	@Bean
	ReactorResourceFactory reactorResourceFactory(@Value("${tollgate.event-loops:0}") int configured) {
		int workers = (configured > 0) ? configured : Runtime.getRuntime().availableProcessors();
		ReactorResourceFactory factory = new ReactorResourceFactory();
		factory.setUseGlobalResources(false);
		factory.setLoopResourcesSupplier(() -> LoopResources.create("tollgate", 1, workers, true));
		return factory;
	}

	@Bean
	LoopResources loopResources(ReactorResourceFactory factory) {
		return factory.getLoopResources();
	}

	@Bean
	NettyServerCustomizer serverCustomizer() {
		// a caller's own keep-alive limit would cost handshakes for nothing
		return (server) -> server.maxKeepAliveRequests(-1);
	}

}
