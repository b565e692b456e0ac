package dev.tollgate.provider.openai;

import java.util.Map;

import dev.tollgate.provider.ChatProviderContract;
import dev.tollgate.provider.CompatibleSamples;
import dev.tollgate.provider.EmbeddingContract;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.WireSamples;
import dev.tollgate.testing.Goldens;

class OpenAiProviderTests extends ChatProviderContract implements EmbeddingContract {

	@Override
	protected HttpProviderType type() {
		return new OpenAiProviderType();
	}

	@Override
	protected String basePath() {
		return "/v1";
	}

	@Override
	public String model() {
		return "gpt-4o";
	}

	@Override
	public WireSamples wire() {
		return new CompatibleSamples("gpt-4o");
	}

	@Override
	public Goldens goldens() {
		return Goldens.of("provider/openai");
	}

	@Override
	public Map<String, String> gaps() {
		return Map.of("prefix", "OpenAI completes no prefixes of an assistant's message", "keep-alive",
				"OpenAI sends no blank lines before an answer");
	}

	@Override
	public String path(String scenario) {
		return scenario.equals("fim") ? "/v1/completions" : "/v1/chat/completions";
	}

	@Override
	public Goldens embeddings() {
		return Goldens.of("provider/openai/embeddings");
	}

	@Override
	public String embeddingPath(String scenario) {
		return "/v1/embeddings";
	}

	@Override
	public String credentialHeader() {
		return "authorization";
	}

}
