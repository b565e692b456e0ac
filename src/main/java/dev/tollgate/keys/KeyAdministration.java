package dev.tollgate.keys;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.Unavailable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.core.NestedRuntimeException;

/**
 * Makes, lists, changes and revokes keys and teams. What was done is in force in this
 * gateway when the answer is there, in others a few seconds later. The work is done on a
 * thread of its own; an error is of type {@link GatewayException}.
 */
public final class KeyAdministration {

	private static final Log logger = LogFactory.getLog(KeyAdministration.class);

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final JdbcKeyStore store;

	private final KeyWatch watch;

	KeyAdministration(JdbcKeyStore store, KeyWatch watch) {
		this.store = store;
		this.watch = watch;
	}

	/**
	 * Makes a key.
	 * @param name its name, which no other key has or had
	 * @param settings what it allows
	 * @return the key
	 */
	public Mono<IssuedKey> create(String name, KeySettings settings) {
		return change(() -> {
			KeySecret secret = KeySecret.random();
			return new IssuedKey(this.store.create(name, settings, secret), secret.text());
		});
	}

	/**
	 * Lists keys, the newest first, those included that were revoked.
	 * @param team whose keys, or null for all
	 * @param limit how many at most
	 * @param before where the page before ended, or null for the first page
	 * @return the page
	 */
	public Mono<Page<ApiKey>> keys(@Nullable String team, int limit, @Nullable Long before) {
		return work(() -> this.store.keys(team, limit, before));
	}

	/**
	 * Finds a key.
	 * @param id its id
	 * @return the key
	 */
	public Mono<ApiKey> key(String id) {
		return work(() -> this.store.key(id));
	}

	/**
	 * Changes what a key allows.
	 * @param id its id
	 * @param change makes new settings of the old ones, or refuses to
	 * @return the key as it is then
	 */
	public Mono<ApiKey> change(String id, UnaryOperator<KeySettings> change) {
		return change(() -> this.store.change(id, change));
	}

	/**
	 * Revokes a key for ever.
	 * @param id its id
	 * @return the key as it is then
	 */
	public Mono<ApiKey> revoke(String id) {
		return change(() -> this.store.revoke(id));
	}

	/**
	 * Makes a team.
	 * @param name its name, which no other team has
	 * @param budget what its keys may spend together, or null for any amount
	 * @return the team
	 */
	public Mono<Team> createTeam(String name, @Nullable BudgetTerms budget) {
		return change(() -> this.store.createTeam(name, budget));
	}

	/**
	 * Lists teams, the newest first.
	 * @param limit how many at most
	 * @param before where the page before ended, or null for the first page
	 * @return the page
	 */
	public Mono<Page<Team>> teams(int limit, @Nullable Long before) {
		return work(() -> this.store.teams(limit, before));
	}

	/**
	 * Finds a team.
	 * @param team its id or its name
	 * @return the team
	 */
	public Mono<Team> team(String team) {
		return work(() -> this.store.team(team));
	}

	/**
	 * Changes a team's budget.
	 * @param team its id or its name
	 * @param change makes a new budget of the old one, or refuses to
	 * @return the team as it is then
	 */
	public Mono<Team> changeTeam(String team, UnaryOperator<@Nullable BudgetTerms> change) {
		return change(() -> this.store.changeTeam(team, change));
	}

	private <T> Mono<T> change(Callable<T> change) {
		return work(() -> {
			T changed = change.call();
			this.watch.refresh();
			return changed;
		});
	}

	/**
	 * Not by a scheduler: cancelling would interrupt the thread, and H2 closes its file
	 * then.
	 */
	private <T> Mono<T> work(Callable<T> work) {
		return Mono.<T>create((sink) -> {
			AtomicBoolean cancelled = new AtomicBoolean();
			var _ = sink.onCancel(() -> cancelled.set(true));
			boolean taken = this.watch.offer(() -> {
				if (!cancelled.get()) {
					work(work, sink);
				}
			});
			if (!taken) {
				sink.error(unavailable());
			}
		}).timeout(PATIENCE, Mono.error(KeyAdministration::unavailable));
	}

	private static <T> void work(Callable<T> work, MonoSink<T> sink) {
		try {
			sink.success(work.call());
		}
		catch (NestedRuntimeException ex) {
			// of Spring's data access, which wraps what the driver says
			logger.warn("The database of keys does not take part", ex);
			sink.error(unavailable());
		}
		catch (Exception ex) {
			sink.error(ex);
		}
	}

	private static Unavailable unavailable() {
		return new Unavailable("The database of keys does not answer", "keys_unavailable");
	}

}
