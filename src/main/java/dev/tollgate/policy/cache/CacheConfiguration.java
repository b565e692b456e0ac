package dev.tollgate.policy.cache;

import java.time.Clock;

import dev.tollgate.redis.Redis;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps answers in Redis where there is one, and otherwise in memory.
 */
@Configuration(proxyBeanMethods = false)
class CacheConfiguration {

	@Bean
	AnswerStore answerStore(Redis redis, CacheProperties properties, Clock clock) {
		return redis.isConfigured() ? new RedisAnswerStore(redis.link(), properties.maxAnswer(), clock)
				: new MemoryAnswerStore(properties.maxMemory(), clock);
	}

}
