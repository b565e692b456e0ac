package dev.tollgate.provider.openai;

import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;
import dev.tollgate.provider.compatible.CompatibleProvider;

import org.springframework.stereotype.Component;

/**
 * OpenAI's own address, and those of servers that are compatible with it.
 */
@Component
class OpenAiProviderType implements HttpProviderType {

	@Override
	public String name() {
		return "openai";
	}

	@Override
	public String baseUrl() {
		return "https://api.openai.com/v1";
	}

	@Override
	public ChatProvider provider(ProviderSettings settings, HttpUpstream http) {
		var paths = new CompatibleProvider.Paths("/chat/completions", "/chat/completions", "/completions",
				"/embeddings");
		return new CompatibleProvider(settings, http, paths);
	}

}
