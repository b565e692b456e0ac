package dev.tollgate.policy.text;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Kinds of personal data that can be told by their form. Rather conservative: a number
 * with check digits counts only if these are right, a telephone number only if it is
 * written like one.
 */
public enum PersonalDataKind {

	/** E-mail addresses, international ones included. */
	EMAIL("[\\p{L}\\p{N}_%+](?:[\\p{L}\\p{N}._%+'-]{0,63})@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,24}", null),

	/**
	 * Telephone numbers: international ones, and national ones of North America, France,
	 * Germany and the United Kingdom.
	 */
	PHONE("""
			\\B\\+[1-9](?:[ ./-]?(?:\\([0-9]{1,5}\\)|[0-9])){6,14}\\b\
			|\\b00[1-9](?:[ ./-]?[0-9]){7,13}\\b\
			|(?:\\b1[ .-])?(?:\\B\\([2-9][0-9]{2}\\) ?|\\b[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}\\b\
			|\\b0[1-9](?:[ .-][0-9]{2}){4}\\b\
			|(?:\\b0[1-9][0-9]{1,4}[ /-]|\\B\\(0[1-9][0-9]{1,4}\\) ?)[0-9]{3,4}(?:[ -]?[0-9]{2,5}){0,2}\\b""",
			CheckDigits::isPhoneNumber),

	/** International bank account numbers. */
	IBAN("(?i)\\b[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\\b", CheckDigits::isIban),

	/** Payment card numbers of 13 to 19 digits. */
	CREDIT_CARD("\\b[2-6](?:[ -]?[0-9]){12,18}\\b", CheckDigits::isCardNumber),

	/** Internet addresses, version 4. */
	IPV4(Expressions.IPV4, null),

	/** Internet addresses, version 6, with a digit or at least four groups. */
	IPV6("(?i)(?:\\b[0-9a-f]{1,4}|\\B):(?:[0-9a-f]{0,4}:){1,7}(?:[0-9a-f]{1,4}\\b|\\B|" + Expressions.IPV4 + ")",
			InternetAddress::isVersion6),

	/** Social security numbers of the United States, with their hyphens. */
	US_SSN("\\b[0-9]{3}-[0-9]{2}-[0-9]{4}\\b", CheckDigits::isSocialSecurityNumber);

	private final TextPattern pattern;

	PersonalDataKind(String expression, @Nullable Predicate<String> check) {
		this.pattern = ExpressionPattern.of(name(), expression, check);
	}

	TextPattern pattern() {
		return this.pattern;
	}

	private static final class Expressions {

		private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

		private static final String IPV4 = "\\b" + BYTE + "(?:\\." + BYTE + "){3}\\b";

		private Expressions() {
		}

	}

}
