package dev.tollgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The providers and routes of the tests of failing providers.
 */
final class FailoverRoutes {

	private static final List<String> ALWAYS_CALLED = List.of("key-bench=0s", "breaker.enabled=false");

	private static final List<String> IMPATIENT = List.of("timeouts.headers=1s", "timeouts.first-content=1s",
			"timeouts.idle=1s");

	/** Targets whose keys are refused or limited, which lasts: each is used once. */
	private static final int PAIRS = 20;

	private final DynamicPropertyRegistry properties;

	private int providers;

	private int routes;

	FailoverRoutes(DynamicPropertyRegistry properties) {
		this.properties = properties;
	}

	void add() {
		for (String name : List.of("openai", "deepseek", "gemini")) {
			provider(name, ALWAYS_CALLED, IMPATIENT);
		}
		again("patient", List.of("key-patient"), ALWAYS_CALLED, List.of("timeouts.headers=14s"));
		again("brief", List.of("key-brief"), ALWAYS_CALLED, List.of("timeouts.total=500ms"));
		again("refused", List.of("refused-one", "refused-two"), IMPATIENT);
		again("limited", List.of("limited-one", "limited-two"), IMPATIENT);
		again("exhausted", List.of("exhausted-one", "exhausted-two"), IMPATIENT);
		again("waiting", List.of("waiting-key"), IMPATIENT);
		again("flapping", List.of("flapping-key"), List.of("breaker.trial-every=500ms"));
		again("narrow", List.of("narrow-key"), List.of("max-concurrent=10"));
		again("single", List.of("single-key"), ALWAYS_CALLED, List.of("max-concurrent=1"));
		for (int pair = 1; pair <= PAIRS; pair++) {
			again("a" + pair, List.of("a" + pair + "-key"), IMPATIENT);
			again("b" + pair, List.of("b" + pair + "-key"), IMPATIENT);
			route("pair-" + pair, "a" + pair + "/gpt-4o", "b" + pair + "/gpt-4o", "gemini/gemini-2.0-flash");
		}
		String gemini = provider("waiting-gemini", IMPATIENT);
		set(gemini + "type", "gemini");
		set(gemini + "base-url", "${GEMINI_BASE_URL}");
		set(gemini + "api-keys[0]", "simulated");
		String slow = provider("slow", ALWAYS_CALLED);
		set(slow + "type", "deepseek");
		set(slow + "base-url", "${DEEPSEEK_BASE_URL}");
		set(slow + "api-keys[0]", "simulated");
		elsewhere("nowhere", "http://127.0.0.1:1/v1");
		elsewhere("no-tls", "https://127.0.0.1:" + hangingUp() + "/v1");
		route("failover", "openai/gpt-4o", "deepseek/deepseek-chat", "gemini/gemini-2.0-flash");
		route("gemini-first", "gemini/gemini-2.0-flash", "openai/gpt-4o");
		route("nowhere-first", "nowhere/gpt-4o", "openai/gpt-4o");
		route("no-tls-first", "no-tls/gpt-4o", "openai/gpt-4o");
		route("brief-first", "brief/gpt-4o", "deepseek/deepseek-chat");
		route("flapping-first", "flapping/gpt-4o", "deepseek/deepseek-chat");
		route("narrow-first", "narrow/gpt-4o", "deepseek/deepseek-chat");
		limit(route("hurried", "openai/gpt-4o", "deepseek/deepseek-chat"), "deadline=1500ms");
		route("storm-sta", "openai/gpt-4o");
		route("storm-sta429", "openai/gpt-4o");
		route("storm-cut", "openai/gpt-4o");
		route("alone", "openai/gpt-4o");
		again("limited-alone", List.of("limited-alone-key"), IMPATIENT);
		route("limited-alone", "limited-alone/gpt-4o");
		again("backup", List.of("key-backup"), ALWAYS_CALLED, IMPATIENT);
		limit(route("held", "openai/gpt-4o", "deepseek/deepseek-chat"), "resume=hold");
		limit(route("replayed", "openai/gpt-4o", "backup/gpt-4o"), "resume=continue");
		limit(route("prefixed", "openai/gpt-4o", "deepseek/deepseek-chat"), "resume=continue");
		limit(route("diverging", "openai/gpt-4o", "gemini/gemini-2.0-flash"), "resume=continue");
		route("embedding", "openai/text-embedding-3-small", "backup/text-embedding-3-small");
		route("patient-second", "openai/gpt-4o", "slow/deepseek-chat");
	}

	/** The port of a server that accepts connections only to close them. */
	private static int hangingUp() {
		try {
			ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
			Thread.ofVirtual().start(() -> {
				while (true) {
					try {
						server.accept().close();
					}
					catch (IOException ex) {
						return;
					}
				}
			});
			return server.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** OpenAI under another name, with keys of its own. */
	@SafeVarargs
	private void again(String name, List<String> keys, List<String>... more) {
		String at = provider(name, more);
		set(at + "type", "openai");
		set(at + "base-url", "${OPENAI_BASE_URL}");
		for (int i = 0; i < keys.size(); i++) {
			set(at + "api-keys[" + i + "]", keys.get(i));
		}
	}

	private void elsewhere(String name, String url) {
		String at = provider(name, ALWAYS_CALLED);
		set(at + "type", "openai");
		set(at + "base-url", url);
		set(at + "api-keys[0]", "simulated");
	}

	@SafeVarargs
	private String provider(String name, List<String>... more) {
		String at = "tollgate.providers[" + this.providers++ + "].";
		set(at + "name", name);
		for (List<String> settings : more) {
			settings.forEach((setting) -> limit(at, setting));
		}
		return at;
	}

	private String route(String name, String... targets) {
		String at = "tollgate.routes[" + this.routes++ + "].";
		set(at + "name", name);
		set(at + "attempts", "3");
		for (int i = 0; i < targets.length; i++) {
			String[] target = targets[i].split("/");
			set(at + "targets[" + i + "].provider", target[0]);
			set(at + "targets[" + i + "].model", target[1]);
		}
		return at;
	}

	private void limit(String at, String setting) {
		String[] pair = setting.split("=");
		set(at + pair[0], pair[1]);
	}

	private void set(String name, String value) {
		this.properties.add(name, () -> value);
	}

}
