package dev.tollgate.policy.cache;

import java.time.Clock;

import dev.tollgate.redis.Redis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

class CacheConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withBean(Clock.class, Clock::systemUTC)
		.withUserConfiguration(Application.class);

	@Test
	void answersAreKeptInMemoryWhereNothingIsSaid() {
		this.application
			.run((context) -> assertThat(context.getBean(AnswerStore.class)).isInstanceOf(MemoryAnswerStore.class));
		this.application.withPropertyValues("spring.data.redis.url=")
			.run((context) -> assertThat(context.getBean(AnswerStore.class)).isInstanceOf(MemoryAnswerStore.class));
	}

	@Test
	void aRedisThatIsNotThereStopsNoStart() {
		this.application.withPropertyValues("spring.data.redis.url=redis://127.0.0.1:1")
			.run((context) -> assertThat(context.getBean(AnswerStore.class)).isInstanceOf(RedisAnswerStore.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.url=http://:secret@host", "tollgate.cache.max-answer=0B",
			"tollgate.cache.max-answer=65MB", "tollgate.cache.max-memory=1KB" })
	void whatCannotBeStopsTheStartAndTellsNoSecret(String property) {
		this.application.withPropertyValues(property)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageStartingWith(property.substring(0, property.indexOf('=')) + ": ")
				.message()
				.doesNotContain("secret"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(CacheProperties.class)
	@Import({ Redis.class, CacheConfiguration.class })
	static class Application {

	}

}
