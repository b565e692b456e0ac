package dev.tollgate.api;

import dev.tollgate.keys.ApiKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Ends the log of a start with a call that can be pasted.
 */
@Component
final class Welcome {

	private static final Log logger = LogFactory.getLog(Welcome.class);

	private final ApiKeys keys;

	private final Environment environment;

	Welcome(ApiKeys keys, Environment environment) {
		this.keys = keys;
		this.environment = environment;
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		String port = this.environment.getProperty("local.server.port", "8080");
		boolean simulated = this.environment.getProperty("tollgate.simulation.active", Boolean.class, false);
		String generated = this.keys.takeGenerated();
		StringBuilder text = new StringBuilder("Tollgate is ready.");
		if (simulated) {
			text.append(" No provider key is set: the simulator answers for OpenAI, DeepSeek and Gemini.");
		}
		if (generated != null) {
			text.append("\nThe administrator's key, shown this once and kept only as a hash:\n\n  ").append(generated);
		}
		text.append("\nTry it:\n\n  curl -i http://localhost:")
			.append(port)
			.append("/v1/chat/completions \\\n    -H 'Authorization: Bearer ")
			.append((generated != null) ? generated : "'\"$TOLLGATE_ADMIN_KEY\"'")
			.append("' \\\n    -H 'Content-Type: application/json' \\\n    -d '{\"model\":\"deepseek-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}'\n");
		logger.info(text);
	}

}
