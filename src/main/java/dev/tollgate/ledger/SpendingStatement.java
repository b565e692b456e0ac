package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Usd;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sums what accounts have spent, from the sums of whole hours.
 */
final class SpendingStatement {

	private static final int CHUNK = 1000;

	/** No budget is larger, so that it does not matter by how much this is exceeded. */
	private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

	private SpendingStatement() {
	}

	static Map<Account, Usd> spent(JdbcTemplate jdbc, Collection<Account> accounts) {
		Map<Account, Usd> spent = new HashMap<>();
		Map<Group, List<String>> names = new HashMap<>();
		for (Account account : accounts) {
			spent.put(account, Usd.ZERO);
			names.computeIfAbsent(new Group(account.payer(), account.from()), (_) -> new ArrayList<>())
				.add(account.name());
		}
		names.forEach((group, all) -> {
			for (int from = 0; from < all.size(); from += CHUNK) {
				spent.putAll(spent(jdbc, group, all.subList(from, Math.min(all.size(), from + CHUNK))));
			}
		});
		return spent;
	}

	private static Map<Account, Usd> spent(JdbcTemplate jdbc, Group group, List<String> names) {
		String column = switch (group.payer()) {
			case KEY -> "api_key";
			case TEAM -> "team";
		};
		Map<Account, Usd> spent = new HashMap<>();
		jdbc.query("select " + column + ", sum(cost_pico) from hourly_sum where " + column
				+ " = any(?) and epoch_hour >= ? group by " + column, (statement) -> {
					Parameters parameters = new Parameters(statement);
					parameters.texts(names);
					parameters.number(HourlySum.Group.epochHour(group.from()));
				}, (ResultSet row) -> {
					BigDecimal pico = row.getBigDecimal(2).min(MOST);
					spent.put(new Account(group.payer(), row.getString(1), group.from()),
							new Usd(pico.longValueExact()));
				});
		return spent;
	}

	/** What can be asked for at once. */
	private record Group(Payer payer, Instant from) {
	}

}
