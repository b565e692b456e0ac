package dev.tollgate.provider;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/**
 * How many connections to one provider there are, over the pools of all event loops. It
 * is counted when it is asked for, so that calls pay nothing for it.
 */
final class PoolMeters implements MeterRegistrar {

	private final Map<String, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();

	@Override
	public void registerMetrics(String name, String id, SocketAddress address, ConnectionPoolMetrics metrics) {
		// what is multiplexed over connections is not a connection
		if (!name.startsWith("http2.")) {
			this.pools.put(id, metrics);
		}
	}

	@Override
	public void deRegisterMetrics(String name, String id, SocketAddress address) {
		if (!name.startsWith("http2.")) {
			this.pools.remove(id);
		}
	}

	int sum(ToIntFunction<ConnectionPoolMetrics> figure) {
		return this.pools.values().stream().mapToInt(figure).sum();
	}

}
