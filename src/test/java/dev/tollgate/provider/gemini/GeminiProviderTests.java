package dev.tollgate.provider.gemini;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import dev.tollgate.chat.Protocol;
import dev.tollgate.provider.ChatProviderContract;
import dev.tollgate.provider.EmbeddingContract;
import dev.tollgate.provider.GeminiSamples;
import dev.tollgate.provider.HttpProviderType;
import dev.tollgate.provider.WireSamples;
import dev.tollgate.testing.Goldens;

/**
 * Gemini for callers who speak OpenAI's protocol.
 */
class GeminiProviderTests extends ChatProviderContract implements EmbeddingContract {

	@Override
	protected HttpProviderType type() {
		return new GeminiProviderType(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
	}

	@Override
	protected String basePath() {
		return "";
	}

	@Override
	public String model() {
		return "gemini-2.5-flash";
	}

	@Override
	public WireSamples wire() {
		return new GeminiSamples(Protocol.OPENAI);
	}

	@Override
	public Goldens goldens() {
		return Goldens.of("provider/gemini");
	}

	@Override
	public Map<String, String> gaps() {
		return Map.of("fim", "Gemini completes no texts", "prefix", "Gemini has no prefix completion", "keep-alive",
				"Gemini sends no blank lines before an answer");
	}

	@Override
	public String path(String scenario) {
		boolean streamed = goldens().has(scenario + ".sse");
		return "/v1beta/models/gemini-2.5-flash:" + (streamed ? "streamGenerateContent?alt=sse" : "generateContent");
	}

	@Override
	public Goldens embeddings() {
		return Goldens.of("provider/gemini/embeddings");
	}

	@Override
	public String embeddingPath(String scenario) {
		return "/v1beta/models/gemini-2.5-flash:"
				+ (scenario.startsWith("several") ? "batchEmbedContents" : "embedContent");
	}

	@Override
	public String credentialHeader() {
		return "x-goog-api-key";
	}

}
