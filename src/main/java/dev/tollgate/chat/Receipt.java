package dev.tollgate.chat;

import org.jspecify.annotations.Nullable;

/**
 * What an answer cost, as the caller is told: the same number in a header and in a usage
 * chunk.
 *
 * @param usage the tokens that are paid for
 * @param usd the cost in US dollars as a plain decimal, or null if the model has no price
 * @param window the price window that applied, {@code standard} where none did
 * @param estimated whether the tokens were estimated because the provider did not report
 * them
 */
public record Receipt(TokenUsage usage, @Nullable String usd, String window, boolean estimated) {

	/**
	 * Where the token counts come from.
	 * @return {@code provider} or {@code estimated}
	 */
	public String source() {
		return this.estimated ? "estimated" : "provider";
	}

	/**
	 * The member {@code cost} of a usage chunk. Windows have names that need no escape.
	 * @return the member as JSON, its name included
	 */
	public String toJsonMember() {
		String amount = (this.usd != null) ? "\"" + this.usd + "\"" : "null";
		return "\"cost\":{\"usd\":" + amount + ",\"window\":\"" + this.window + "\",\"source\":\"" + source() + "\"}";
	}

}
