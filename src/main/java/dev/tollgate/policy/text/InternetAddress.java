package dev.tollgate.policy.text;

import java.util.Arrays;

/**
 * Internet addresses, told from other text with colons in it.
 */
final class InternetAddress {

	private InternetAddress() {
	}

	static boolean isVersion6(String text) {
		int dot = text.indexOf('.');
		// a version 4 address at the end stands for two groups
		String address = (dot < 0) ? text : (text.substring(0, text.lastIndexOf(':', dot) + 1) + "0:0");
		int gap = address.indexOf("::");
		if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
			return false;
		}
		long groups = Arrays.stream(address.split(":")).filter((group) -> !group.isEmpty()).count();
		boolean closed = !address.startsWith(":") && !address.endsWith(":");
		boolean valid = (gap >= 0) ? groups <= 7 && !strayColon(address) : groups == 8 && closed;
		// a::b is also how programs name things
		return valid && (groups >= 4 || text.chars().anyMatch(Character::isDigit));
	}

	private static boolean strayColon(String address) {
		return address.startsWith(":") && !address.startsWith("::") || address.endsWith(":") && !address.endsWith("::");
	}

}
