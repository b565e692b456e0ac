package dev.tollgate.limits;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.tollgate.ledger.Spending.Account;

/**
 * What limits are called in Redis.
 */
final class SharedKeys {

	private static final String PREFIX = "tollgate:limits:";

	static final String GENERATION = PREFIX + "generation";

	static final String GATEWAYS = PREFIX + "gateways";

	private SharedKeys() {
	}

	static String minute(String key) {
		return PREFIX + "minute:" + key;
	}

	static String slots(String key) {
		return PREFIX + "slots:" + key;
	}

	static String budget(Account account) {
		String from = account.from().equals(Instant.EPOCH) ? "total"
				: account.from().atOffset(ZoneOffset.UTC).toLocalDate().toString();
		return PREFIX + "budget:" + account.payer().name().toLowerCase(Locale.ROOT) + ":" + account.name() + ":" + from;
	}

	/** Of each budget its hash, and who holds a part of it until when. */
	static List<String> withBudgets(List<String> first, List<Account> accounts) {
		List<String> keys = new ArrayList<>(first);
		for (Account account : accounts) {
			keys.add(budget(account));
			keys.add(budget(account) + ":leases");
		}
		return keys;
	}

}
