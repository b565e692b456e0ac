package dev.tollgate.provider.gemini;

import java.time.Clock;

import dev.tollgate.provider.ChatProvider;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.HttpUpstream;
import dev.tollgate.provider.ProviderSettings;

import org.springframework.stereotype.Component;

/**
 * Google's Gemini Developer API.
 */
@Component
class GeminiProviderType implements HttpProviderType {

	private final Clock clock;

	GeminiProviderType(Clock clock) {
		this.clock = clock;
	}

	@Override
	public String name() {
		return "gemini";
	}

	@Override
	public String baseUrl() {
		return "https://generativelanguage.googleapis.com";
	}

	@Override
	public ChatProvider provider(ProviderSettings settings, HttpUpstream http) {
		return new GeminiProvider(settings, http, this.clock);
	}

}
