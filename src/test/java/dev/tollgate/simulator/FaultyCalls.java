package dev.tollgate.simulator;

import java.net.http.HttpResponse;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of faults share: a simulator, whose calls are forgotten before each of
 * them.
 */
abstract class FaultyCalls {

	/** Takes the model, and the faults that are ordered. */
	static final String CHAT = """
			{"model":"%s","messages":[{"role":"user","content":"Why is the sky blue? [[simulate %s]]"}]}""";

	static Caller caller;

	@BeforeAll
	static void start() {
		caller = new Caller();
	}

	@AfterAll
	static void stop() {
		caller.close();
	}

	@BeforeEach
	final void clear() {
		caller.simulator.clear();
	}

	/** The answer to a question in which faults are ordered of Gemini. */
	static HttpResponse<String> gemini(String faults) {
		return caller.gemini("gemini-2.0-flash", "generateContent",
				"{\"contents\":[{\"parts\":[{\"text\":\"Hello [[simulate " + faults + "]]\"}]}]}");
	}

	static void awaitNoneOpen() {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> caller.simulator.open() == 0);
	}

}
