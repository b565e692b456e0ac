package dev.tollgate.provider;

import java.util.List;

import dev.tollgate.chat.ChatRequest;

/**
 * A caller's request on its way to one provider.
 *
 * @param request the request as the caller sent it
 * @param model the name of the model at the provider
 * @param parameters what the gateway sets where the caller set nothing
 * @param dropped the names of parameters of the caller's that are left out
 * @param unsupported what becomes of parameters that have no place at the provider
 * @param permit the leave to call it
 * @param terms how the call is to go
 */
public record UpstreamRequest(ChatRequest request, String model, List<Parameter> parameters, List<String> dropped,
		UnsupportedParameters unsupported, Permit permit, CallTerms terms) {

	/**
	 * A parameter of the request, in OpenAI's words.
	 *
	 * @param name the name, for instance {@code temperature}
	 * @param json the value as JSON
	 */
	public record Parameter(String name, String json) {
	}

}
