package dev.tollgate.api;

import dev.tollgate.gateway.Models;
import dev.tollgate.keys.ApiKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Ends the log of a start with a call that can be pasted, and the console's address.
 */
@Component
final class Welcome {

	private static final Log logger = LogFactory.getLog(Welcome.class);

	private static final String CALL = """
			Try it:

			  curl -i http://localhost:%s/v1/chat/completions \\
			    -H "Authorization: Bearer %s" \\
			    -H "Content-Type: application/json" \\
			    -d '{"model": "%s", "messages": [{"role": "user", "content": "Why is the sky blue?"}]}'
			""";

	private final ApiKeys keys;

	private final Environment environment;

	private final Models models;

	Welcome(ApiKeys keys, Models models, Environment environment) {
		this.keys = keys;
		this.models = models;
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		StringBuilder text = new StringBuilder("Tollgate is ready.\n");
		if (this.environment.getProperty("tollgate.simulation.active", Boolean.class, false)) {
			text.append("The simulator answers in place of OpenAI, DeepSeek and Gemini.\n");
		}
		String generated = this.keys.takeGenerated();
		if (generated != null) {
			text.append("The administrator's key, shown this once and kept only as a hash: ")
				.append(generated)
				.append('\n');
		}
		boolean given = !this.environment.getProperty("tollgate.admin-key", "").isBlank();
		if (generated == null && !given) {
			text.append("The administrator's key is the one that the first start showed; ")
				.append("to have a new one, remove admin-key.sha256 from the data directory.\n");
		}
		String key = (generated != null) ? generated : (given ? "$TOLLGATE_ADMIN_KEY" : "$KEY");
		String port = this.environment.getProperty("local.server.port");
		text.append(CALL.formatted(port, key, this.models.example()));
		if (this.environment.getProperty("tollgate.console.enabled", Boolean.class, true)) {
			text.append("\nOr open the console: http://localhost:").append(port).append("/console\n");
		}
		logger.info(text);
	}

}
