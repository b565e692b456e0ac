package dev.tollgate.policy.cache;

import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

import dev.tollgate.wire.JsonBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the keys of OpenAI chat requests: whatever may change the answer is hashed by its
 * value, so that the order of members, white space, escapes and the way that a number is
 * written do not matter, and what OpenAI says not to change the answer is left out.
 */
public final class RequestHash {

	private static final String EXACT = "tollgate-request-1";

	private static final String SIMILAR = "tollgate-similar-1";

	private static final String MESSAGES = "messages";

	private static final String CONTENT = "content";

	private static final String TEXT = "text";

	/** How the answer is sent and what the provider files it under. */
	private static final Set<String> WITHOUT_EFFECT = Set.of("stream", "stream_options", "user", "safety_identifier",
			"metadata", "prompt_cache_key", "store");

	private RequestHash() {
	}

	/**
	 * The key of a request as it came.
	 * @param scope what else decides the answer
	 * @param request the request, of which the bytes of all media are read
	 * @return the key
	 */
	public static CacheKey exact(CacheScope scope, JsonBody.Skeleton request) {
		return exact(scope, request.tree(), request);
	}

	/**
	 * The key of a request that was made from one that came.
	 * @param scope what else decides the answer
	 * @param request the request
	 * @param media what its placeholders are of, or null if it has none
	 * @return the key
	 */
	public static CacheKey exact(CacheScope scope, JsonNode request, JsonBody.@Nullable Skeleton media) {
		return begin(EXACT, scope, media).object(request, WITHOUT_EFFECT).finish();
	}

	/**
	 * Takes a request apart for a semantic cache.
	 * @param scope what else decides the answer
	 * @param request the request
	 * @param media what its placeholders are of, or null if it has none
	 * @return its parts, or null if no message of a user has a text to compare
	 */
	public static @Nullable SimilarRequest similar(CacheScope scope, ObjectNode request,
			JsonBody.@Nullable Skeleton media) {
		JsonNode messages = request.path(MESSAGES);
		int last = lastOfUser(messages);
		String question = (last < 0) ? null : question(messages.path(last).path(CONTENT), media);
		if (question == null) {
			return null;
		}
		Canonical hash = begin(SIMILAR, scope, media).beginObject();
		for (String name : new TreeSet<>(request.propertyNames())) {
			if (name.equals(MESSAGES)) {
				messages(hash.string(name), messages, last);
			}
			else if (!WITHOUT_EFFECT.contains(name)) {
				hash.string(name).value(request.path(name));
			}
		}
		return new SimilarRequest(hash.endObject().finish(), question);
	}

	private static Canonical begin(String kind, CacheScope scope, JsonBody.@Nullable Skeleton media) {
		String task = (scope.task() != null) ? scope.task().label() : null;
		return new Canonical(media).string(kind)
			.string(scope.tenant())
			.string(scope.route())
			.string(task)
			.value(scope.beta());
	}

	private static int lastOfUser(JsonNode messages) {
		for (int i = messages.size() - 1; i >= 0; i--) {
			if (messages.path(i).path("role").asString("").equals("user")) {
				return i;
			}
		}
		return -1;
	}

	private static @Nullable String question(JsonNode content, JsonBody.@Nullable Skeleton media) {
		StringJoiner text = new StringJoiner("\n");
		if (content.isString()) {
			text.add(content.stringValue());
		}
		for (JsonNode part : content) {
			if (isText(part)) {
				text.add(part.path(TEXT).stringValue());
			}
		}
		String question = text.toString();
		return (question.isBlank() || hasMedia(question, media)) ? null : question;
	}

	private static boolean isText(JsonNode part) {
		return part.path("type").asString("").equals(TEXT) && part.path(TEXT).isString();
	}

	/** What is so long and without a space is nothing that has a meaning to compare. */
	private static boolean hasMedia(String text, JsonBody.@Nullable Skeleton media) {
		return media != null && media.hasMedia(text);
	}

	private static void messages(Canonical hash, JsonNode messages, int question) {
		hash.beginArray();
		int i = 0;
		for (JsonNode message : messages) {
			if (i++ == question) {
				questioner(hash.omitted(), message);
			}
			else {
				hash.value(message);
			}
		}
		hash.endArray();
	}

	private static void questioner(Canonical hash, JsonNode message) {
		JsonNode content = message.path(CONTENT);
		hash.object(message, Set.of(CONTENT));
		if (content.isString()) {
			hash.omitted();
			return;
		}
		hash.beginArray();
		for (JsonNode part : content) {
			if (isText(part)) {
				hash.omitted().object(part, Set.of(TEXT));
			}
			else {
				hash.value(part);
			}
		}
		hash.endArray();
	}

}
