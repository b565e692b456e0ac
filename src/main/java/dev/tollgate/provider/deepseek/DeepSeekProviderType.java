package dev.tollgate.provider.deepseek;

import dev.tollgate.provider.BalanceQuery;
import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.compatible.CompatibleProvider;

import org.springframework.stereotype.Component;

/**
 * DeepSeek, whose prefix completion and fill-in-the-middle are below {@code /beta}
 * (api-docs.deepseek.com, guides "Chat Prefix Completion" and "FIM Completion").
 */
@Component
class DeepSeekProviderType implements HttpProviderType {

	@Override
	public String name() {
		return "deepseek";
	}

	@Override
	public String baseUrl() {
		return "https://api.deepseek.com";
	}

	@Override
	public ChatProvider provider(ProviderSettings settings, HttpUpstream http) {
		var paths = new CompatibleProvider.Paths("/chat/completions", "/beta/chat/completions", "/beta/completions",
				null);
		return new CompatibleProvider(settings, http, paths);
	}

	@Override
	public BalanceQuery balance() {
		return new DeepSeekBalance();
	}

}
