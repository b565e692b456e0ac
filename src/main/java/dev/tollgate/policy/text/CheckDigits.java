package dev.tollgate.policy.text;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What must be right about a number besides its form.
 */
final class CheckDigits {

	/** Country and length, by the IBAN registry of SWIFT. */
	private static final String IBAN_LENGTHS = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28"
			+ "EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20"
			+ "LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SE24SI19SK24SM27TL23TN24TR26"
			+ "UA29VA22VG24XK20";

	private static final Map<String, Integer> LENGTHS = IntStream.range(0, IBAN_LENGTHS.length() / 4)
		.mapToObj((index) -> IBAN_LENGTHS.substring(4 * index, 4 * index + 4))
		.collect(Collectors.toMap((entry) -> entry.substring(0, 2), (entry) -> Integer.valueOf(entry.substring(2))));

	private CheckDigits() {
	}

	private static String digits(String text) {
		return text.chars()
			.filter((next) -> next >= '0' && next <= '9')
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
	}

	/** Luhn's formula, ISO/IEC 7812-1. */
	static boolean isCardNumber(String text) {
		String digits = digits(text);
		int sum = 0;
		for (int index = 0; index < digits.length(); index++) {
			int digit = digits.charAt(digits.length() - 1 - index) - '0';
			int weighted = digit * (1 + index % 2);
			sum += (weighted > 9) ? (weighted - 9) : weighted;
		}
		return sum % 10 == 0;
	}

	/** The length of its country, where known, and modulo 97, ISO 13616. */
	static boolean isIban(String text) {
		String iban = text.replace(" ", "").toUpperCase(Locale.ROOT);
		if (LENGTHS.getOrDefault(iban.substring(0, 2), iban.length()) != iban.length()) {
			return false;
		}
		int remainder = 0;
		for (char next : (iban.substring(4) + iban.substring(0, 4)).toCharArray()) {
			int value = Character.digit(next, Character.MAX_RADIX);
			remainder = (remainder * ((value > 9) ? 100 : 10) + value) % 97;
		}
		return remainder == 1;
	}

	/** From 8 digits, the shortest national numbers with an area, to the 15 of E.164. */
	static boolean isPhoneNumber(String text) {
		int count = digits(text).length();
		return count >= 8 && count <= (text.startsWith("00") ? 17 : 15);
	}

	/** No area 000, 666 or 900 to 999, no group 00, no serial 0000. */
	static boolean isSocialSecurityNumber(String text) {
		String area = text.substring(0, 3);
		return !area.equals("000") && !area.equals("666") && !area.startsWith("9") && !text.startsWith("00", 4)
				&& !text.endsWith("0000");
	}

}
