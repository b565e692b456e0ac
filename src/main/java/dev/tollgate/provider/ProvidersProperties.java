package dev.tollgate.provider;

import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The providers beyond those of the environment.
 *
 * @param providers the providers
 */
@Validated
@ConfigurationProperties("tollgate")
record ProvidersProperties(@DefaultValue List<@Valid Entry> providers) {

	@Nullable Entry named(String name) {
		return this.providers.stream().filter((entry) -> entry.name().equals(name)).findFirst().orElse(null);
	}

	static ProviderTimeouts defaultTimeouts() {
		return new ProviderTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(120),
				Duration.ofSeconds(60), Duration.ofMinutes(15), 1);
	}

	/**
	 * A provider.
	 *
	 * @param name its name in model names and metrics
	 * @param type its type; the name where none is given
	 * @param baseUrl its address; the type's own where none is given
	 * @param apiKeys the gateway's keys there
	 * @param chatModel of the type spring-ai: the name of the bean; that of the provider,
	 * else the only chat model, where none is given
	 * @param timeouts how long it may take
	 * @param onDisconnect what becomes of a call whose caller goes away
	 * @param drain how far such a call may go on, if it is to
	 * @param maxConcurrent how many calls to it may be under way at once
	 * @param keyBench how long a key that it refuses or whose quota is used up is not
	 * used; zero to use keys whatever was said of them
	 * @param breaker when it is not called for a while because it fails
	 * @param connections how connections to it are kept
	 * @param http2 whether HTTP/2 is offered to an https address
	 * @param sslBundle the name of Spring's SSL bundle that says whom to trust; the
	 * machine's own trust where none is given
	 * @param propagateTrace whether it is told which trace a call is a part of, by the
	 * headers of W3C's Trace Context: for a server of one's own
	 */
	record Entry(@NotBlank @Pattern(regexp = "[a-z0-9][a-z0-9.-]*") String name, @Nullable String type,
			@Nullable String baseUrl, @DefaultValue List<String> apiKeys, @Nullable String chatModel,
			@Valid @DefaultValue ProviderTimeouts timeouts, @DefaultValue("cancel") OnDisconnect onDisconnect,
			@Valid @DefaultValue DrainLimits drain,
			@Min(1) @DefaultValue(UpstreamLimits.MAX_CONCURRENT + "") int maxConcurrent,
			@DurationMin @DefaultValue("10m") Duration keyBench, @Valid @DefaultValue BreakerSettings breaker,
			@Valid @DefaultValue ConnectionSettings connections, @DefaultValue("false") boolean http2,
			@Nullable String sslBundle, @DefaultValue("false") boolean propagateTrace) {

		UpstreamLimits limits() {
			return new UpstreamLimits(this.breaker, this.keyBench, this.maxConcurrent);
		}

		/** How far a call may go on without its caller; null if it is to end at once. */
		@Nullable DrainLimits drainLimits() {
			return (this.onDisconnect == OnDisconnect.DRAIN) ? this.drain : null;
		}

		String typeOrName() {
			return (this.type != null) ? this.type : this.name;
		}

		/** Which bean it is, of a provider that is one. */
		BeanSettings bean(String type) {
			refuse(this.baseUrl != null, "base-url");
			refuse(!this.apiKeys.isEmpty(), "api-keys");
			refuse(this.sslBundle != null, "ssl-bundle");
			refuse(this.http2, "http2");
			refuse(this.propagateTrace, "propagate-trace");
			refuse(!this.connections.equals(ConnectionSettings.DEFAULT), "connections");
			refuse(this.onDisconnect == OnDisconnect.DRAIN, "on-disconnect: drain");
			return new BeanSettings(this.name, type, this.chatModel, this.timeouts);
		}

		private void refuse(boolean given, String property) {
			if (given) {
				throw new InvalidConfigurationException("tollgate.providers",
						"the provider '" + this.name + "' of the type '" + typeOrName() + "' has no " + property
								+ ": how it is reached is the chat model's own affair");
			}
		}

		@Override
		public String toString() {
			return "Entry[" + this.name + "]";
		}

	}

}
