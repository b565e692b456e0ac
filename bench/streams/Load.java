import java.util.HashMap;
import java.util.Map;

/**
 * Starts what is asked for: the provider and the callers are this process, the gateway is
 * one of its own.
 */
final class Load {

	private Load() {
	}

	public static void main(String[] arguments) throws Exception {
		Map<String, String> settings = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			settings.put((equals > 0) ? argument.substring(0, equals) : "mode",
					(equals > 0) ? argument.substring(equals + 1) : argument);
		}
		boolean passed;
		try (Upstream upstream = new Upstream(); Gateway gateway = new Gateway(settings, upstream.port())) {
			passed = switch (settings.getOrDefault("mode", "streams")) {
				case "streams" -> new Streams(settings, upstream, gateway).passes();
				case "disconnect" -> new Disconnects(settings, upstream, gateway).passes();
				case "idle" -> new IdleConnections(settings, gateway).passes();
				default -> throw new IllegalArgumentException("streams, disconnect or idle");
			};
		}
		System.exit(passed ? 0 : 1);
	}

	static int number(Map<String, String> settings, String name, int standard) {
		return Integer.parseInt(settings.getOrDefault(name, Integer.toString(standard)));
	}

}
