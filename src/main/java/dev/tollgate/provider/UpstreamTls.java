package dev.tollgate.provider;

import java.time.Duration;

import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.tcp.AbstractProtocolSslContextSpec;
import reactor.netty.tcp.SslProvider;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;

/**
 * How connections to an https address are made.
 *
 * @param http2 whether HTTP/2 is offered, by ALPN
 * @param bundle whom to trust and what to show; null for the machine's own trust
 */
record UpstreamTls(boolean http2, @Nullable SslBundle bundle) {

	static final UpstreamTls DEFAULT = new UpstreamTls(false, null);

	/**
	 * Reads whom to trust, which takes a while and is not for an event loop.
	 * @param handshake how long a handshake may take
	 * @return what the connections of all event loops share
	 */
	SslProvider provider(Duration handshake) {
		return SslProvider.builder().sslContext(context()).handshakeTimeout(handshake).build();
	}

	HttpProtocol[] protocols() {
		return this.http2 ? new HttpProtocol[] { HttpProtocol.H2, HttpProtocol.HTTP11 }
				: new HttpProtocol[] { HttpProtocol.HTTP11 };
	}

	private AbstractProtocolSslContextSpec<?> context() {
		AbstractProtocolSslContextSpec<?> context = this.http2 ? Http2SslContextSpec.forClient()
				: Http11SslContextSpec.forClient();
		if (this.bundle != null) {
			SslManagerBundle managers = this.bundle.getManagers();
			context.configure((builder) -> configure(builder, managers));
		}
		return context;
	}

	private static void configure(SslContextBuilder builder, SslManagerBundle managers) {
		builder.trustManager(managers.getTrustManagerFactory()).keyManager(managers.getKeyManagerFactory());
	}

}
