package dev.tollgate.keys;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.pricing.Usd;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every database of keys must do.
 */
abstract class KeyStoreContract {

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");

	private static final BudgetTerms BUDGET = new BudgetTerms(Usd.of("12.000000000001"), BudgetPeriod.WEEK);

	private static final KeySettings NOTHING = settings(null, null);

	private static final KeySettings ALL = new KeySettings("shop", List.of("gpt-4o", "a name with spaces", "openai/*"),
			7, 123_456_789_012L, 3, BUDGET, Instant.parse("2026-12-31T00:00:00.000001Z"));

	private JdbcKeyStore store;

	/** An empty database. */
	abstract DataSource database();

	/** Where its migrations are. */
	abstract String migrations();

	@BeforeEach
	void prepare() {
		DataSource database = database();
		Flyway.configure().dataSource(database).locations(this.migrations()).load().migrate();
		this.store = new JdbcKeyStore(database, Clock.fixed(NOON, ZoneOffset.UTC));
	}

	/** A connection may be lost between a migration and the note that it was done. */
	@Test
	void aMigrationWhoseNoteWasLostIsDoneAgain() throws SQLException {
		DataSource database = database();
		Flyway flyway = Flyway.configure().dataSource(database).locations(this.migrations()).load();
		flyway.migrate();
		try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("delete from \"flyway_schema_history\" where \"version\" = '3'");
		}
		assertThat(flyway.migrate().migrationsExecuted).isEqualTo(1);
	}

	private static KeySettings settings(@Nullable String team, @Nullable BudgetTerms budget) {
		return new KeySettings(team, List.of(), null, null, null, budget, null);
	}

	private ApiKey create(String name) {
		return this.store.create(name, NOTHING, KeySecret.random());
	}

	@Test
	void whatIsSaidOfAKeyIsKept() {
		this.store.createTeam("shop", BUDGET);
		KeySecret secret = KeySecret.random();
		ApiKey made = this.store.create("web", ALL, secret);
		assertThat(made.settings()).isEqualTo(ALL);
		assertThat(made.id()).matches("key_[0-9a-f]{32}");
		assertThat(made.createdAt()).isEqualTo("2026-11-23T12:00:00.123456Z");
		assertThat(secret.text()).matches("tg-[A-Za-z0-9_-]{43}").endsWith(made.hint());
		assertThat(this.store.key(made.id())).isEqualTo(made);
		assertThat(this.store.changesSince(0).keys())
			.containsExactly(new KeyChanges.StoredKey(made, KeyHash.of(secret.text())));
		assertThat(create("bare").settings()).isEqualTo(NOTHING);
	}

	@Test
	void aChangeIsSeenByItsNumberAndOnlyOnce() {
		ApiKey one = create("one");
		long seen = this.store.version();
		ApiKey two = create("two");
		this.store.createTeam("shop", null);
		assertThat(this.store.changesSince(seen).keys()).extracting((key) -> key.key().name()).containsExactly("two");
		assertThat(this.store.changesSince(seen).teams()).extracting(Team::name).containsExactly("shop");
		seen = this.store.version();
		this.store.change(one.id(), (settings) -> ALL);
		this.store.revoke(two.id());
		assertThat(this.store.changesSince(seen).keys()).extracting((key) -> key.key().name())
			.containsExactlyInAnyOrder("one", "two");
		assertThat(this.store.changesSince(this.store.version()).keys()).isEmpty();
	}

	@Test
	void aNameIsGivenOnceAndStaysGiven() {
		ApiKey web = create("web");
		this.store.revoke(web.id());
		assertThatExceptionOfType(GatewayException.Refused.class).isThrownBy(() -> create("web"))
			.satisfies((refused) -> assertThat(refused.param()).isEqualTo("name"));
		this.store.createTeam("shop", null);
		assertThatExceptionOfType(GatewayException.Refused.class)
			.isThrownBy(() -> this.store.createTeam("shop", BUDGET));
	}

	@Test
	void aRefusedChangeChangesNothing() {
		ApiKey key = create("web");
		long before = this.store.version();
		assertThatExceptionOfType(GatewayException.InvalidRequest.class)
			.isThrownBy(() -> this.store.change(key.id(), (settings) -> settings("nobody", null)))
			.satisfies((refused) -> assertThat(refused.param()).isEqualTo("team"));
		assertThatExceptionOfType(GatewayException.InvalidRequest.class)
			.isThrownBy(() -> this.store.create("other", settings("nobody", null), KeySecret.random()));
		assertThatExceptionOfType(GatewayException.NotFound.class).isThrownBy(() -> this.store.revoke("key_none"));
		assertThat(this.store.version()).isEqualTo(before);
		assertThat(this.store.key(key.id())).isEqualTo(key);
	}

	@Test
	void limitsCanBeTakenAway() {
		this.store.createTeam("shop", null);
		ApiKey key = this.store.create("web", ALL, KeySecret.random());
		assertThat(this.store.change(key.id(), (settings) -> NOTHING).settings()).isEqualTo(NOTHING);
	}

	@Test
	void aRevokedKeyStaysRevoked() {
		ApiKey key = create("web");
		ApiKey revoked = this.store.revoke(key.id());
		assertThat(revoked.revokedAt()).isEqualTo("2026-11-23T12:00:00.123456Z");
		assertThat(this.store.revoke(key.id())).isEqualTo(revoked);
		assertThatExceptionOfType(GatewayException.Refused.class)
			.isThrownBy(() -> this.store.change(key.id(), (settings) -> ALL));
	}

	@Test
	void keysAreListedByPagesTheNewestFirst() {
		this.store.createTeam("shop", null);
		for (int i = 0; i < 5; i++) {
			this.store.create("key " + i, settings((i % 2 == 0) ? "shop" : null, null), KeySecret.random());
		}
		Page<ApiKey> page = this.store.keys(null, 2, null);
		assertThat(page.items()).extracting(ApiKey::name).containsExactly("key 4", "key 3");
		page = this.store.keys(null, 2, page.next());
		assertThat(page.items()).extracting(ApiKey::name).containsExactly("key 2", "key 1");
		page = this.store.keys(null, 2, page.next());
		assertThat(page.items()).extracting(ApiKey::name).containsExactly("key 0");
		assertThat(page.next()).isNull();
		assertThat(this.store.keys("shop", 3, null).items()).extracting(ApiKey::name)
			.containsExactly("key 4", "key 2", "key 0");
		assertThat(this.store.keys("shop", 3, null).next()).isNull();
	}

	@Test
	void aTeamIsFoundByItsIdAndByItsName() {
		Team shop = this.store.createTeam("shop", BUDGET);
		assertThat(this.store.team("shop")).isEqualTo(shop);
		assertThat(this.store.team(shop.id())).isEqualTo(shop);
		assertThat(this.store.changeTeam("shop", (budget) -> null).terms()).isNull();
		assertThat(this.store.changeTeam(shop.id(), (budget) -> BUDGET)).isEqualTo(shop);
		this.store.createTeam("lab", null);
		assertThat(this.store.teams(1, null).items()).extracting(Team::name).containsExactly("lab");
		assertThat(this.store.teams(5, this.store.teams(1, null).next()).items()).containsExactly(shop);
	}

	/** Whoever reads up to a number has seen all before it, however writers overtake. */
	@Test
	void changesBecomeVisibleInTheOrderOfTheirNumbers() throws Exception {
		List<String> seen = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			List<Future<?>> writers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				String writer = "writer " + i;
				writers.add(threads.submit((Callable<?>) () -> {
					for (int n = 0; n < 20; n++) {
						create(writer + " " + n);
					}
					return null;
				}));
			}
			long number = 0;
			while (number < 80) {
				long newest = this.store.version();
				long from = number;
				this.store.changesSince(number)
					.keys()
					.stream()
					.filter((key) -> key.key().number() <= newest && key.key().number() > from)
					.forEach((key) -> seen.add(key.key().name()));
				number = newest;
				if (writers.stream().allMatch(Future::isDone) && this.store.version() == number) {
					break;
				}
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		assertThat(seen).hasSize(80).doesNotHaveDuplicates();
	}

}
