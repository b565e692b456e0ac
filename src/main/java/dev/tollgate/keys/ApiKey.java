package dev.tollgate.keys;

import java.time.Instant;
import java.util.regex.Pattern;

import dev.tollgate.keys.Budget.Payer;
import org.jspecify.annotations.Nullable;

/**
 * A key as administrators see it: everything but the key itself, of which only a hash is
 * kept. Its name stands for it in the ledger, in reports and budgets. So a name is never
 * changed, and never given twice, not even after the key was revoked.
 *
 * @param id its id
 * @param name its name
 * @param hint the last characters of the key, for people who hold several
 * @param settings what it allows
 * @param createdAt when it was made
 * @param revokedAt when it was revoked, or null
 * @param number orders keys by their creation
 */
public record ApiKey(String id, String name, String hint, KeySettings settings, Instant createdAt,
		@Nullable Instant revokedAt, long number) {

	/** What every id begins with. */
	public static final String ID_PREFIX = "key_";

	/** The name of the administrator's own key, which no other has. */
	public static final String ADMINISTRATOR = "admin";

	/** None that could be taken for an id. */
	private static final Pattern NAME = Pattern
		.compile("(?!(?:key|team)_[0-9a-f]{32}$)[A-Za-z0-9](?:[A-Za-z0-9 ._@+-]{0,62}[A-Za-z0-9._@+-])?");

	/**
	 * Whether a text can be the name of a key or of a team.
	 * @param text the text
	 * @return true for 1 to 64 letters, digits, spaces and a few signs
	 */
	public static boolean isName(String text) {
		return NAME.matcher(text).matches();
	}

	/**
	 * The key's own budget.
	 * @return the budget, or null if it has none
	 */
	public @Nullable Budget budget() {
		BudgetTerms terms = this.settings.budget();
		return (terms != null) ? new Budget(Payer.KEY, this.name, terms.limit(), terms.period()) : null;
	}

	/**
	 * Whether the key has expired.
	 * @param now the present instant
	 * @return true if it had an end, and that is over
	 */
	public boolean isExpired(Instant now) {
		Instant end = this.settings.expiresAt();
		return end != null && !now.isBefore(end);
	}

}
