package dev.tollgate.provider;

import java.util.Map;

import dev.tollgate.chat.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProvidersPropertiesTests {

	private static ProvidersProperties.Entry entry(String property, String value) {
		Map<String, String> properties = Map.of("tollgate.providers[0].name", "ollama", "tollgate.providers[0].type",
				"spring-ai", "tollgate.providers[0]." + property, value);
		return new Binder(new MapConfigurationPropertySource(properties)).bind("tollgate", ProvidersProperties.class)
			.get()
			.providers()
			.getFirst();
	}

	@Test
	void aBeanIsCalledByItsNameAndTheGatewaysTimes() {
		BeanSettings settings = entry("chat-model", "ollamaChatModel").bean("spring-ai");
		assertThat(settings).isEqualTo(
				new BeanSettings("ollama", "spring-ai", "ollamaChatModel", ProvidersProperties.defaultTimeouts()));
	}

	@ParameterizedTest
	@CsvSource({ "base-url,http://x.example,base-url", "api-keys[0],key,api-keys", "ssl-bundle,ca,ssl-bundle",
			"http2,true,http2", "connections.max,1,connections", "on-disconnect,drain,on-disconnect: drain" })
	void howABeanIsReachedIsNotTheGatewaysAffair(String property, String value, String named) {
		ProvidersProperties.Entry entry = entry(property, value);
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> entry.bean("spring-ai"))
			.withMessage("tollgate.providers: the provider 'ollama' of the type 'spring-ai' has no " + named
					+ ": how it is reached is the chat model's own affair");
	}

}
