package dev.tollgate.provider;

import java.net.URI;

import dev.tollgate.chat.AnswerProgress;
import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.Receipt;
import dev.tollgate.wire.JsonBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One call in a provider's wire protocol: what is sent, and how what comes back is read.
 */
public interface WireCall {

	/**
	 * The address.
	 * @return an address below the provider's base URL
	 */
	URI uri();

	/**
	 * The gateway's own key at the provider, which no message may hold.
	 * @return the credential
	 */
	ProviderCredential credential();

	/**
	 * Writes the credential.
	 * @param headers the headers of the request
	 */
	void authorize(HttpHeaders headers);

	/**
	 * The body to send.
	 * @return the bytes, which the caller of this method takes over
	 */
	ByteBuf body();

	/**
	 * How the events of a streamed answer are read.
	 * @return a new reader, or null if the answer comes as a whole
	 */
	@org.jspecify.annotations.Nullable
	EventDialect events();

	/**
	 * Whether a caller of a silent stream may be sent comments.
	 * @return false for clients that take a comment for an error
	 */
	boolean pings();

	/**
	 * Reads an answer that came as a whole.
	 * @param body the answer
	 * @param progress where what is found in it is noted
	 * @throws GatewayException if it is not an answer in the provider's protocol
	 */
	void read(JsonBody body, AnswerProgress progress);

	/**
	 * Puts an answer that came as a whole in the caller's protocol.
	 * @param body the answer, which stays the caller's of this method
	 * @param receipt what it cost
	 * @return the bytes for the caller, to be released by it
	 */
	ByteBuf answer(JsonBody body, Receipt receipt);

	/**
	 * Reads an answer that is a failure.
	 * @param status the HTTP status, 400 or above
	 * @param headers the headers of the answer
	 * @param body the body, or its beginning if it is long
	 * @return the failure to report
	 */
	GatewayException failure(int status, HttpHeaders headers, byte[] body);

}
