package dev.tollgate.policy.cache;

import java.time.Clock;

import dev.tollgate.chat.InvalidConfigurationException;
import io.lettuce.core.RedisURI;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps answers in Redis where there is one, and otherwise in memory.
 */
@Configuration(proxyBeanMethods = false)
class CacheConfiguration {

	private static final String URL = "spring.data.redis.url";

	@Bean
	AnswerStore answerStore(@Value("${" + URL + ":}") String url, CacheProperties properties, Clock clock) {
		if (url.isBlank()) {
			return new MemoryAnswerStore(properties.maxMemory(), clock);
		}
		return new RedisAnswerStore(server(url), properties.maxAnswer(), clock);
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

}
