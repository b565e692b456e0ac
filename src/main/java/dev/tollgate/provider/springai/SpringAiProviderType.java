package dev.tollgate.provider.springai;

import java.time.Clock;

import dev.tollgate.provider.BeanProviderType;
import dev.tollgate.provider.BeanSettings;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.ProviderKeys;
import reactor.netty.resources.LoopResources;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * The beans of this application that implement Spring AI's {@link ChatModel}.
 */
@Component
class SpringAiProviderType implements BeanProviderType {

	private final ListableBeanFactory beans;

	private final LoopResources loops;

	private final Clock clock;

	SpringAiProviderType(ListableBeanFactory beans, LoopResources loops, Clock clock) {
		this.beans = beans;
		this.loops = loops;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "spring-ai";
	}

	@Override
	public ChatProvider provider(BeanSettings settings, ProviderKeys keys) {
		String bean = new ChatModelBeans(this.beans).nameFor(settings);
		// not before the first call: the bean may need what is being created now
		return new SpringAiProvider(settings, keys, () -> this.beans.getBean(bean, ChatModel.class), this.loops,
				this.clock);
	}

}
