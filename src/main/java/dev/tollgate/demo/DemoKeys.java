package dev.tollgate.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The keys of the demo's callers, one a team. Each team has a budget for a day, so small
 * that what its calls hold leaves no room for another now and then.
 */
final class DemoKeys {

	private static final Log logger = LogFactory.getLog(DemoKeys.class);

	private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

	private static final Map<String, String> BUDGETS = Map.of("shop", "0.1", "support", "0.05", "dev", "0.2", "data",
			"0.3", "research", "0.25");

	private final Map<String, String> keys = new TreeMap<>();

	private final HttpClient http;

	private final URI gateway;

	private final String administrator;

	DemoKeys(HttpClient http, URI gateway, String administrator) {
		this.http = http;
		this.gateway = gateway;
		this.administrator = administrator;
	}

	/** Makes the teams and their keys. */
	void make() throws IOException, InterruptedException {
		for (String team : Arrays.stream(DemoRequest.values()).map(DemoRequest::team).distinct().toList()) {
			String _ = post("/admin/teams", "{\"name\":\"" + team + "\",\"budget_usd\":\""
					+ BUDGETS.getOrDefault(team, "1") + "\",\"budget_period\":\"day\"}");
			String made = post("/admin/keys", "{\"name\":\"" + team + "-demo\",\"team\":\"" + team + "\"}");
			Matcher key = KEY.matcher(made);
			if (!key.find()) {
				logger.warn("The demo's team '" + team + "' has no key: the administrator's is used");
			}
			else {
				this.keys.put(team, key.group(1));
			}
		}
	}

	private String post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.gateway.resolve(path))
			.header("authorization", "Bearer " + this.administrator)
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	/** The key by which a team calls. */
	String of(String team) {
		return this.keys.getOrDefault(team, this.administrator);
	}

}
