package dev.tollgate.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What callers of the demo ask for, each of one team, as often by day and by night as
 * somebody like that would. The marker in a prompt tells the simulator what to do.
 */
enum DemoRequest {

	/** People who talk to a shop. */
	CHAT("shop", "assistant", 26, 4) {
		@Override
		String body(RandomGenerator random, String faults) {
			return streamed("chat", words(random, 30, 200), "tokens=" + random.nextInt(60, 260) + faults);
		}
	},

	/** Questions that come again and again, past guardrails and to a cache. */
	SUPPORT("support", "helpdesk", 14, 3) {
		@Override
		String body(RandomGenerator random, String faults) {
			int question = random.nextInt(QUESTIONS.size());
			String text = QUESTIONS.get(question) + " I am ada" + random.nextInt(9) + "@example.com.";
			String marker = "tokens=" + (80 + 10 * question) + faults;
			return (random.nextInt(4) == 0) ? streamed("support", text, marker) : chat("support", text, marker);
		}
	},

	/** Programmers, whose long prompts begin alike. */
	CODE("dev", "editor", 10, 1) {
		@Override
		String body(RandomGenerator random, String faults) {
			return streamed("coder", words(random, 800, 1200),
					"reasoning=" + random.nextInt(50, 200) + " tokens=" + random.nextInt(100, 400)
							+ " cached=1024 first-token=" + random.nextInt(200, 900) + "ms" + faults);
		}
	},

	/** The insertion between two pieces of code. */
	FILL("dev", "editor", 4, 1) {
		@Override
		String path() {
			return "/beta/completions";
		}

		@Override
		String body(RandomGenerator random, String faults) {
			return "{\"model\":\"deepseek/deepseek-flash\",\"prompt\":\"def f(n): [[simulate tokens=40" + faults
					+ "]]\",\"suffix\":\"return n\",\"max_tokens\":64}";
		}
	},

	/** Heaps of documents that wait for the cheap hours. */
	NIGHTLY("data", "nightly", 3, 26) {
		@Override
		String body(RandomGenerator random, String faults) {
			return chat("deepseek/deepseek-flash", words(random, 1500, 2500),
					"tokens=" + random.nextInt(200, 600) + " cached=" + 64 * random.nextInt(0, 20) + faults);
		}
	},

	/** Whoever is cheaper at this hour. */
	CHEAPEST("data", "tagging", 6, 6) {
		@Override
		String body(RandomGenerator random, String faults) {
			return streamed("cheapest", words(random, 100, 300), "tokens=" + random.nextInt(20, 80) + faults);
		}
	},

	/** Vectors. */
	EMBEDDINGS("data", "search", 8, 8) {
		@Override
		String path() {
			return "/v1/embeddings";
		}

		@Override
		String body(RandomGenerator random, String faults) {
			return "{\"model\":\"text-embedding-3-small\",\"input\":\"" + words(random, 50, 400) + "\"}";
		}
	},

	/** Google's own protocol. */
	GEMINI("research", "papers", 6, 2) {
		@Override
		String path() {
			return "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse";
		}

		@Override
		String body(RandomGenerator random, String faults) {
			return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + words(random, 200, 600)
					+ " [[simulate tokens=" + random.nextInt(80, 300) + " first-token=" + random.nextInt(300, 1200)
					+ "ms" + faults + "]]\"}]}],\"generationConfig\":{\"maxOutputTokens\":1500}}";
		}
	},

	/** Pictures. */
	PICTURE("shop", "catalogue", 3, 1) {
		@Override
		String body(RandomGenerator random, String faults) {
			return "{\"model\":\"gemini/gemini-2.5-flash\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":["
					+ "{\"type\":\"text\",\"text\":\"What is this? [[simulate tokens=60" + faults + "]]\"},"
					+ "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + DOT + "\"}}]}]}";
		}
	},

	/** Thoughts that are paid for as output. */
	REASONING("research", "proofs", 3, 1) {
		@Override
		String body(RandomGenerator random, String faults) {
			return streamed("o3-mini", words(random, 60, 200),
					"reasoning=" + random.nextInt(200, 800) + " tokens=" + random.nextInt(50, 200) + faults);
		}
	},

	/** A model that is newer than the price list. */
	UNPRICED("research", "trials", 1, 0) {
		@Override
		String body(RandomGenerator random, String faults) {
			return chat("openai/gpt-next", words(random, 30, 60), "tokens=50" + faults);
		}
	},

	/** A request that nobody understands. */
	MALFORMED("dev", "editor", 1, 0) {
		@Override
		String body(RandomGenerator random, String faults) {
			return "{\"model\":\"chat\"}";
		}
	};

	private static final List<String> QUESTIONS = List.of("Where is my parcel?", "How do I change my address?",
			"What is your phone number?", "Can I send it back?", "When do you open?", "Is it in stock?",
			"How long is the guarantee?", "Do you ship to islands?");

	private static final List<String> WORDS = List.of("light", "of", "the", "sun", "falls", "on", "water", "and",
			"stone", "while", "wind", "carries", "salt", "over", "fields", "where", "nobody", "waits");

	/** A picture of one pixel. */
	private static final String DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
			+ "awAAAABJRU5ErkJggg==";

	private final String team;

	private final String project;

	private final int byDay;

	private final int byNight;

	DemoRequest(String team, String project, int byDay, int byNight) {
		this.team = team;
		this.project = project;
		this.byDay = byDay;
		this.byNight = byNight;
	}

	/** What is asked, as JSON. */
	abstract String body(RandomGenerator random, String faults);

	/** Where it is asked. */
	String path() {
		return "/v1/chat/completions";
	}

	String team() {
		return this.team;
	}

	String project() {
		return this.project;
	}

	/** One of all, by how often each comes at that hour. */
	static DemoRequest any(RandomGenerator random, boolean night) {
		int all = 0;
		for (DemoRequest request : values()) {
			all += request.weight(night);
		}
		int lot = random.nextInt(all);
		for (DemoRequest request : values()) {
			lot -= request.weight(night);
			if (lot < 0) {
				return request;
			}
		}
		throw new AssertionError("The lot is less than all weights");
	}

	private int weight(boolean night) {
		return night ? this.byNight : this.byDay;
	}

	private static String chat(String model, String text, String marker) {
		return chat(model, text, marker, "");
	}

	private static String streamed(String model, String text, String marker) {
		return chat(model, text, marker, ",\"stream\":true");
	}

	private static String chat(String model, String text, String marker, String more) {
		// a budget holds the longest answer that there can be
		String most = model.startsWith("o3") ? "max_completion_tokens" : "max_tokens";
		return "{\"model\":\"" + model + "\",\"" + most + "\":1500,\"messages\":[{\"role\":\"user\",\"content\":\""
				+ text + " [[simulate " + marker + "]]\"}]" + more + "}";
	}

	private static String words(RandomGenerator random, int least, int most) {
		int count = random.nextInt(least, most);
		StringBuilder text = new StringBuilder(count * 6);
		for (int i = 0; i < count; i++) {
			text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
		}
		return text.toString();
	}

}
