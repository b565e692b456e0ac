package dev.tollgate.provider.springai;

import java.time.Duration;
import java.util.function.Supplier;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.provider.BeanSettings;
import dev.tollgate.provider.ProviderTimeouts;
import dev.tollgate.testing.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which bean a provider is, said without creating any.
 */
class ChatModelBeansTests {

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private void add(String... names) {
		Supplier<ChatModel> never = () -> {
			throw new IllegalStateException("created");
		};
		for (String name : names) {
			this.beans.registerBeanDefinition(name, new RootBeanDefinition(ChatModel.class, never));
		}
	}

	private String nameFor(String provider, @Nullable String bean) {
		ProviderTimeouts timeouts = new ProviderTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO,
				Duration.ZERO);
		return new ChatModelBeans(this.beans).nameFor(new BeanSettings(provider, "spring-ai", bean, timeouts));
	}

	private void refused(String provider, @Nullable String bean, String message) {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> nameFor(provider, bean))
			.withMessage("tollgate.providers: the provider '" + provider + "' " + message);
	}

	@Test
	void theBeanIsTheOneThatIsNamed() {
		add("one", "two", "three");
		assertThat(nameFor("two", "one")).isEqualTo("one");
	}

	@Test
	void withoutANameItIsTheOneOfTheProvidersName() {
		add("one", "two");
		assertThat(nameFor("two", null)).isEqualTo("two");
	}

	@Test
	void elseItIsTheOnlyOne() {
		add("one", "gatewayChatModel");
		assertThat(nameFor("ollama", null)).isEqualTo("one");
	}

	@Test
	void oneThatIsNotThereIsRefused() {
		add("one", "gatewayChatModel");
		this.beans.registerSingleton("other", "no chat model");
		refused("ollama", "two", "has the chat-model 'two', which is no bean of the type ChatModel; there are [one]");
		refused("ollama", "other",
				"has the chat-model 'other', which is no bean of the type ChatModel; there are [one]");
	}

	@Test
	void itMustBeClearWhichIsMeant() {
		refused("ollama", null, "names no chat-model, and it is not clear which is meant; there is none");
		add("one", "two");
		refused("ollama", null, "names no chat-model, and it is not clear which is meant; there are [one, two]");
	}

	@Test
	void theGatewayIsNotItsOwnProvider() {
		this.beans.registerSingleton("gatewayChatModel", new ScriptedChatModel());
		refused("me", "gatewayChatModel",
				"has the chat-model 'gatewayChatModel', which is the gateway itself; there is none");
		refused("gatewayChatModel", null, "names no chat-model, and it is not clear which is meant; there is none");
	}

}
