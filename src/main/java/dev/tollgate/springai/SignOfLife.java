package dev.tollgate.springai;

import java.util.List;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * A response without content that stands for a comment in a silent stream, on its way
 * through advisors to a caller who would otherwise give the stream up.
 */
public final class SignOfLife {

	private static final String MARK = "tollgate.sign-of-life";

	private static final ChatResponse RESPONSE = new ChatResponse(List.of(),
			ChatResponseMetadata.builder().keyValue(MARK, true).build());

	private SignOfLife() {
	}

	/**
	 * A sign of life.
	 * @return a response without content
	 */
	public static ChatResponse response() {
		return RESPONSE;
	}

	/**
	 * Whether a response is one.
	 * @param response the response
	 * @return true if there is nothing else in it
	 */
	public static boolean is(ChatResponse response) {
		return response.getMetadata().containsKey(MARK);
	}

}
