package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.Operation;
import dev.tollgate.chat.Protocol;
import dev.tollgate.wire.Json;
import dev.tollgate.wire.JsonBody;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.netty.buffer.Unpooled;
import tools.jackson.databind.JsonNode;

/**
 * What tests of providers that are beans set them up with.
 */
public final class BeanProviders {

	private BeanProviders() {
	}

	/** Who may call a provider of this name; no failure keeps anybody from it. */
	public static ProviderKeys keys(BeanSettings settings, int maxConcurrent) {
		return new ProviderKeys(
				settings, new UpstreamLimits(new BreakerSettings(false, 20, 5, 50, 5, Duration.ofSeconds(5)),
						Duration.ZERO, maxConcurrent),
				new Breakers(CircuitBreakerRegistry.ofDefaults(), System::nanoTime));
	}

	/**
	 * A caller's chat on its way, with leave to be sent; a body that nobody need release.
	 */
	public static UpstreamRequest request(String json, ProviderKeys keys, UnsupportedParameters unsupported,
			CallTerms terms) {
		JsonNode tree = Json.MAPPER.readTree(json);
		JsonBody body = JsonBody.of(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
		boolean streamed = tree.path("stream").asBoolean(false);
		ChatRequest request = new ChatRequest(Protocol.OPENAI, Operation.CHAT, false,
				tree.path("model").asString("scripted/any"), streamed, streamed, tree.has("temperature"), null, null,
				body.textSize(), body);
		return new UpstreamRequest(request, "any", List.of(), List.of(), unsupported, (Permit) keys.admit(), terms);
	}

}
