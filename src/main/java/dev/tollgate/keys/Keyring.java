package dev.tollgate.keys;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.tollgate.chat.GatewayException.Unauthenticated;
import dev.tollgate.keys.KeyChanges.StoredKey;
import org.jspecify.annotations.Nullable;

/**
 * All keys in memory, where to find one costs a look into a map. What is in it is
 * immutable and only ever replaced as a whole, by one thread; any number read.
 */
final class Keyring {

	private volatile Contents contents = new Contents();

	/** Puts what has changed in place of what was known. */
	void change(KeyChanges changes) {
		this.contents.change(changes);
	}

	/** Forgets what was known, and takes these instead. */
	void replace(KeyChanges all) {
		Contents contents = new Contents();
		contents.change(all);
		this.contents = contents;
	}

	/** The key of a hash, or null if there is none that was not revoked. */
	@Nullable Entry find(KeyHash hash) {
		return this.contents.byHash.get(hash);
	}

	/** The key of a name, or null if there is none that was not revoked. */
	@Nullable Entry find(String name) {
		return this.contents.byName.get(name);
	}

	boolean isRevoked(String name) {
		return this.contents.revoked.contains(name);
	}

	@Nullable Team team(String name) {
		return this.contents.teams.get(name);
	}

	/** The teams that there are. */
	List<Team> teams() {
		return List.copyOf(this.contents.teams.values());
	}

	/** What a key's holder may do, and what its team may spend. */
	private static Allowance allowance(ApiKey key, @Nullable Team team) {
		KeySettings settings = key.settings();
		List<Budget> budgets = budgets(key.budget(), (team != null) ? team.budget() : null);
		boolean unlimited = settings.models().isEmpty() && settings.requestsPerMinute() == null
				&& settings.tokensPerMinute() == null && settings.concurrency() == null && budgets.isEmpty();
		return unlimited ? Allowance.UNLIMITED : new Allowance(Set.copyOf(settings.models()),
				settings.requestsPerMinute(), settings.tokensPerMinute(), settings.concurrency(), budgets);
	}

	/** What a caller of this process may do who has no key of its own. */
	static Allowance allowance(@Nullable Team team) {
		Budget budget = (team != null) ? team.budget() : null;
		return (budget != null) ? new Allowance(Set.of(), null, null, null, List.of(budget)) : Allowance.UNLIMITED;
	}

	private static List<Budget> budgets(@Nullable Budget own, @Nullable Budget teams) {
		return Stream.of(Optional.ofNullable(own), Optional.ofNullable(teams)).flatMap(Optional::stream).toList();
	}

	/**
	 * A key, and who calls with it.
	 *
	 * @param key what is known of the key
	 * @param hash its hash
	 * @param holder who calls
	 */
	record Entry(ApiKey key, KeyHash hash, Caller holder) {

		/**
		 * Lets the holder in.
		 * @throws Unauthenticated if the key has expired
		 */
		Caller holder(Clock clock) {
			// most keys have no end, and need no clock
			if (this.key.settings().expiresAt() != null && this.key.isExpired(clock.instant())) {
				throw Unauthenticated
					.expired("The API key '" + this.key.name() + "' expired at " + this.key.settings().expiresAt());
			}
			return this.holder;
		}

	}

	/** One state of it all. */
	private static final class Contents {

		private final Map<KeyHash, Entry> byHash = new ConcurrentHashMap<>();

		private final Map<String, Entry> byName = new ConcurrentHashMap<>();

		private final Map<String, Team> teams = new ConcurrentHashMap<>();

		private final Set<String> revoked = ConcurrentHashMap.newKeySet();

		void change(KeyChanges changes) {
			Set<String> changedTeams = new HashSet<>();
			for (Team team : changes.teams()) {
				this.teams.put(team.name(), team);
				changedTeams.add(team.name());
			}
			for (StoredKey stored : changes.keys()) {
				put(stored.key(), stored.hash());
			}
			if (!changedTeams.isEmpty()) {
				List.copyOf(this.byHash.values())
					.stream()
					.filter((entry) -> changedTeams.contains(entry.holder().team()))
					.forEach((entry) -> put(entry.key(), entry.hash()));
			}
		}

		private void put(ApiKey key, KeyHash hash) {
			if (key.revokedAt() != null) {
				this.revoked.add(key.name());
				this.byHash.remove(hash);
				this.byName.remove(key.name());
				return;
			}
			String team = key.settings().team();
			Allowance allowance = allowance(key, (team != null) ? this.teams.get(team) : null);
			Entry entry = new Entry(key, hash,
					new Caller(key.name(), (team != null) ? team : Team.NONE, false, allowance));
			this.byHash.put(hash, entry);
			this.byName.put(key.name(), entry);
		}

	}

}
