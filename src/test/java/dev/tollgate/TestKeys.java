package dev.tollgate;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes keys and teams as an administrator does, each with a name of its own: names are
 * for ever, and the tests share one database.
 *
 * @param gateway who is asked
 */
record TestKeys(GatewayCaller gateway) {

	private static final AtomicInteger NAMES = new AtomicInteger();

	static String name(String what) {
		return what + "-" + NAMES.incrementAndGet();
	}

	/** Makes a key; {@code more} is further members, with a comma before. */
	Key create(String more) {
		return create(name("key"), more);
	}

	Key create(String name, String more) {
		HttpResponse<String> response = await("/admin/keys", "{\"name\":\"" + name + "\"" + more + "}");
		JsonNode made = GatewayCaller.json(response);
		return new Key(made.path("id").asString(), name, made.path("key").asString());
	}

	/** Makes a team; {@code more} is further members, with a comma before. */
	String team(String more) {
		String name = name("team");
		await("/admin/teams", "{\"name\":\"" + name + "\"" + more + "}");
		return name;
	}

	/** For the first moments of the first start, there are no tables yet. */
	private HttpResponse<String> await(String path, String body) {
		HttpResponse<String> response = Awaitility.await()
			.until(() -> this.gateway.post(path, body), (answer) -> answer.statusCode() != 503);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
		return response;
	}

	HttpResponse<String> patch(String path, String body) {
		return this.gateway
			.send(this.gateway.keyed(path).method("PATCH", HttpRequest.BodyPublishers.ofString(body)).build());
	}

	HttpResponse<String> change(Key key, String body) {
		HttpResponse<String> response = patch("/admin/keys/" + key.id(), body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response;
	}

	HttpResponse<String> revoke(Key key) {
		HttpResponse<String> response = this.gateway
			.send(this.gateway.keyed("/admin/keys/" + key.id()).DELETE().build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response;
	}

	/**
	 * A key.
	 *
	 * @param id its id
	 * @param name its name
	 * @param secret the key itself
	 */
	record Key(String id, String name, String secret) {

		/** The header that shows it, and its value. */
		String[] header() {
			return new String[] { "authorization", "Bearer " + this.secret };
		}

	}

}
