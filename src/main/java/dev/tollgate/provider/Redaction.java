package dev.tollgate.provider;

import java.util.StringTokenizer;

/**
 * Takes out of a provider's words what is not for callers: keys, above all the gateway's
 * own, and addresses. Providers quote both.
 */
final class Redaction {

	private static final int MAX_LENGTH = 2_000;

	private Redaction() {
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
		return word.contains(credential.key()) || word.contains("://") || word.contains("key=") || word.contains("AIza")
				|| word.startsWith("sk-") || word.contains("googleapis.com");
	}

}
