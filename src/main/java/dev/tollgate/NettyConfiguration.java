package dev.tollgate;

import java.time.Clock;

import dev.tollgate.provider.BatchedFlush;
import dev.tollgate.telemetry.RequestLines;
import dev.tollgate.telemetry.Traces;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * The event loops and the clock, which everything shares.
 */
@Configuration(proxyBeanMethods = false)
class NettyConfiguration {

	/**
	 * What a connection that brings pictures may be read by, rather than 8 KB at a time.
	 */
	private static final int LARGEST_READ = 256 * 1024;

	/** As much as OpenAI takes. */
	private static final int MAX_HEADERS = 64 * 1024;

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

	/**
	 * Each exchange has its line. Spring's observation of it is only there where it
	 * becomes a span: the gateway observes its calls itself.
	 */
	@Bean
	HttpHandler httpHandler(ApplicationContext context, ObservationRegistry observations, Traces traces,
			RequestLines lines) {
		return lines.over(WebHttpHandlerBuilder.applicationContext(context)
			.observationRegistry(traces.areKept() ? observations : ObservationRegistry.NOOP)
			.build());
	}

	@Bean
	NettyServerCustomizer serverCustomizer() {
		return (server) -> server.maxKeepAliveRequests(-1)
			.doOnChannelInit((observer, channel, address) -> BatchedFlush.on(channel))
			.httpRequestDecoder((decoder) -> decoder.maxChunkSize(LARGEST_READ).maxHeaderSize(MAX_HEADERS))
			.childOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 4096, LARGEST_READ));
	}

}
