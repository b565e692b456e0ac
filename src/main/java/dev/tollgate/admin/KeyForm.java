package dev.tollgate.admin;

import java.util.List;
import java.util.Set;

import dev.tollgate.chat.GatewayException.InvalidRequest;
import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.BudgetPeriod;
import dev.tollgate.keys.BudgetTerms;
import dev.tollgate.keys.KeySettings;
import dev.tollgate.keys.Team;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What administrators may say of keys and teams, and what it means. What is not said
 * stays as it is; what is null is taken away.
 */
final class KeyForm {

	static final Set<String> TEAM = Set.of("name", "budget_usd", "budget_period");

	static final Set<String> KEY = Set.of("name", "team", "models", "requests_per_minute", "tokens_per_minute",
			"concurrency", "budget_usd", "budget_period", "expires_at");

	static final KeySettings NOTHING = new KeySettings(null, List.of(), null, null, null, null, null);

	private static final int MOST_MODELS = 200;

	private static final long MOST_REQUESTS = 1_000_000;

	private static final long MOST_TOKENS = 100_000_000_000L;

	private static final long MOST_CONCURRENT = 100_000;

	private KeyForm() {
	}

	/** The name of something new. */
	static String name(Form form, String reserved) {
		String name = form.requiredText("name");
		if (!ApiKey.isName(name) || name.equals(reserved)) {
			throw Form.invalidValue("name", "must be 1 to 64 letters, digits, spaces and '.', '_', '-', '@', '+', "
					+ "begin with a letter or digit, end with no space, and be no id and not '" + reserved + "'");
		}
		return name;
	}

	/** Refuses to change a name, which stands in the ledger. */
	static void checkName(Form form, String name) {
		if (form.has("name") && !name.equals(form.text("name"))) {
			throw Form.invalidValue("name", "cannot be changed, as it stands in the ledger");
		}
	}

	static KeySettings settings(Form form, KeySettings before) {
		Long requests = form.has("requests_per_minute") ? form.whole("requests_per_minute", MOST_REQUESTS)
				: number(before.requestsPerMinute());
		Long concurrency = form.has("concurrency") ? form.whole("concurrency", MOST_CONCURRENT)
				: number(before.concurrency());
		return new KeySettings(form.has("team") ? team(form) : before.team(),
				form.has("models") ? form.texts("models", MOST_MODELS) : before.models(), number(requests),
				form.has("tokens_per_minute") ? form.whole("tokens_per_minute", MOST_TOKENS) : before.tokensPerMinute(),
				number(concurrency), budget(form, before.budget()),
				form.has("expires_at") ? form.instant("expires_at") : before.expiresAt());
	}

	private static @Nullable Long number(@Nullable Integer number) {
		return (number != null) ? Long.valueOf(number.longValue()) : null;
	}

	private static @Nullable Integer number(@Nullable Long number) {
		return (number != null) ? Integer.valueOf(Math.toIntExact(number)) : null;
	}

	private static @Nullable String team(Form form) {
		String team = form.text("team");
		return Team.NONE.equals(team) ? null : team;
	}

	static @Nullable BudgetTerms budget(Form form, @Nullable BudgetTerms before) {
		if (!form.has("budget_usd") && !form.has("budget_period")) {
			return before;
		}
		Usd limit = form.usd("budget_usd");
		if (!form.has("budget_usd") && before != null) {
			limit = before.limit();
		}
		BudgetPeriod period = period(form.text("budget_period"));
		if (limit == null) {
			if (period != null) {
				throw new InvalidRequest("The field 'budget_period' needs a 'budget_usd'", "missing_required_parameter",
						"budget_usd");
			}
			return null;
		}
		if (period == null) {
			period = (before != null) ? before.period() : BudgetPeriod.MONTH;
		}
		return new BudgetTerms(limit, period);
	}

	private static @Nullable BudgetPeriod period(@Nullable String label) {
		BudgetPeriod period = (label != null) ? BudgetPeriod.of(label) : null;
		if (label != null && period == null) {
			throw Form.invalidValue("budget_period", "must be day, week, month or total");
		}
		return period;
	}

}
