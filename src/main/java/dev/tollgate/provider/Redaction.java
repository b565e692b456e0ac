package dev.tollgate.provider;

import java.util.StringTokenizer;

/**
 * Takes out of a provider's words what is not for callers: keys, above all the gateway's
 * own, and addresses. Providers quote both.
 */
public final class Redaction {

	private static final int MAX_LENGTH = 2_000;

	private Redaction() {
	}

	/**
	 * Takes out whatever looks like a key or an address.
	 * @param message a provider's words
	 * @return the words that are left, at most 2,000 characters
	 */
	public static String redact(String message) {
		return redact(message, ProviderCredential.NONE);
	}

	static String redact(String message, ProviderCredential credential) {
		String text = (message.length() > MAX_LENGTH) ? message.substring(0, MAX_LENGTH) : message;
		StringBuilder redacted = new StringBuilder(text.length());
		StringTokenizer words = new StringTokenizer(text, " \t\r\n\"'`()<>", true);
		while (words.hasMoreTokens()) {
			String word = words.nextToken();
			redacted.append(isSecret(word, credential) ? "[redacted]" : word);
		}
		return redacted.toString();
	}

	private static boolean isSecret(String word, ProviderCredential credential) {
		boolean ours = !credential.key().isEmpty() && word.contains(credential.key());
		return ours || word.contains("://") || word.contains("key=") || word.contains("AIza") || word.startsWith("sk-")
				|| word.contains("googleapis.com");
	}

}
