package dev.tollgate.provider.springai;

import java.util.Arrays;
import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.provider.BeanSettings;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The chat models that are beans, by their names: none is created by looking for it. The
 * gateway's own is not among them, or it would call itself.
 */
final class ChatModelBeans {

	private static final String KEY = "tollgate.providers";

	/** The bean by which the rest of the application calls the gateway. */
	private static final String OWN = "gatewayChatModel";

	private static final String OWN_TYPE = "dev.tollgate.springai.GatewayChatModel";

	private final List<String> names;

	ChatModelBeans(ListableBeanFactory beans) {
		this.names = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, ChatModel.class, true, false))
			.filter((name) -> !isOwn(beans, name))
			.sorted()
			.toList();
	}

	private static boolean isOwn(ListableBeanFactory beans, String name) {
		Class<?> type = beans.getType(name, false);
		return name.equals(OWN) || (type != null && type.getName().equals(OWN_TYPE));
	}

	/**
	 * The name of the bean that a provider is.
	 * @throws InvalidConfigurationException if there is none, or more than one may be
	 * meant
	 */
	String nameFor(BeanSettings settings) {
		String given = settings.bean();
		if (given != null) {
			if (!this.names.contains(given)) {
				throw invalid(settings, "has the chat-model '" + given + "', " + (given.equals(OWN)
						? "which is the gateway itself; " : "which is no bean of the type ChatModel; ") + known());
			}
			return given;
		}
		if (this.names.contains(settings.name())) {
			return settings.name();
		}
		if (this.names.size() != 1) {
			throw invalid(settings, "names no chat-model, and it is not clear which is meant; " + known());
		}
		return this.names.getFirst();
	}

	private String known() {
		return this.names.isEmpty() ? "there is none" : "there are " + this.names;
	}

	private static InvalidConfigurationException invalid(BeanSettings settings, String reason) {
		return new InvalidConfigurationException(KEY, "the provider '" + settings.name() + "' " + reason);
	}

}
