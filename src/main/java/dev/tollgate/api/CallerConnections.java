package dev.tollgate.api;

import java.time.Clock;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Sets a {@link CallerConnection} next to the HTTP/1.1 codec of each connection. Reactor
 * Netty's own timeouts would add and remove a handler and a timer with each request, and
 * know nothing of a request's head or of a caller who does not read.
 */
@Component
final class CallerConnections implements NettyServerCustomizer, ApplicationListener<ContextClosedEvent> {

	private final ServerLimits limits;

	private final Clock clock;

	private final ApplicationContext api;

	private volatile boolean leaving;

	CallerConnections(ServerLimits limits, Clock clock, ApplicationContext api) {
		this.limits = limits;
		this.clock = clock;
		this.api = api;
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> watch(channel.pipeline()));
	}

	/**
	 * From now on a connection without a request is closed: one that came on it would be
	 * cut short.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.api) {
			this.leaving = true;
		}
	}

	private void watch(ChannelPipeline pipeline) {
		ChannelHandlerContext codec = pipeline.context(NettyPipeline.HttpCodec);
		if (codec != null) {
			CallerConnection connection = new CallerConnection(this.limits, this.clock, () -> this.leaving);
			pipeline.addBefore(codec.name(), "tollgate.arrivals", connection.arrivals());
			pipeline.addAfter(codec.name(), "tollgate.caller", connection);
		}
	}

}
