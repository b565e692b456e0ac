package dev.tollgate.provider.springai;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * A tool of the caller's, which the model may ask for and nobody here can call.
 *
 * @param name its name
 * @param description what it does, perhaps nothing
 * @param inputSchema the JSON schema of its arguments
 */
record CallersTool(String name, String description, String inputSchema) implements ToolDefinition, ToolCallback {

	@Override
	public ToolDefinition getToolDefinition() {
		return this;
	}

	@Override
	public String call(String toolInput) {
		throw new UnsupportedOperationException("Tools are called by the caller of the gateway");
	}

}
