package dev.tollgate.redis;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tollgate.chat.InvalidConfigurationException;
import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where Redis is, if there is one.
 */
@Component
public final class Redis implements DisposableBean {

	private static final String URL = "spring.data.redis.url";

	private final @Nullable RedisURI server;

	private final List<RedisLink> links = new CopyOnWriteArrayList<>();

	Redis(@Value("${" + URL + ":}") String url) {
		this.server = url.isBlank() ? null : server(url);
	}

	private static RedisURI server(String url) {
		try {
			return RedisURI.create(url);
		}
		catch (IllegalArgumentException ex) {
			// without the value, which may hold a password
			throw new InvalidConfigurationException(URL, "it must be like redis://user:password@host:6379/0");
		}
	}

	/**
	 * Whether there is one.
	 * @return false if this gateway keeps everything to itself
	 */
	public boolean isConfigured() {
		return this.server != null;
	}

	/**
	 * Begins to connect, without waiting for it. Each user has a connection of its own,
	 * so that what is large for one does not hold up another.
	 * @return the connection
	 */
	public RedisLink link() {
		RedisLink link = new RedisLink(Objects.requireNonNull(this.server));
		this.links.add(link);
		return link;
	}

	@Override
	public void destroy() {
		this.links.forEach(RedisLink::close);
	}

}
