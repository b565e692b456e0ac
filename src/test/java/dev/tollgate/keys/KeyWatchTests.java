package dev.tollgate.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import dev.tollgate.chat.GatewayException.Unauthenticated;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.pricing.Usd;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Several gateways on one database, and what each knows of it.
 */
class KeyWatchTests {

	private static final String ADMINISTRATOR = "tg-administrator";

	private static final Duration REFRESH = Duration.ofMillis(20);

	private static final KeySettings NOTHING = new KeySettings(null, List.of(), null, null, null, null, null);

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	@TempDir
	private Path folder = Path.of("");

	private DataSource database;

	private final List<Gateway> gateways = new ArrayList<>();

	@BeforeEach
	void open() {
		this.database = JdbcConnectionPool.create("jdbc:h2:mem:" + this.folder.getFileName() + ";DB_CLOSE_DELAY=-1",
				"sa", "");
	}

	@AfterEach
	void close() {
		this.gateways.forEach((gateway) -> gateway.watch().close());
		new JdbcTemplate(this.database).execute("shutdown immediately");
	}

	private void migrate() {
		Flyway.configure().dataSource(this.database).locations("classpath:db/migration/h2").load().migrate();
	}

	private Gateway start() {
		JdbcKeyStore store = new JdbcKeyStore(this.database, Clock.systemUTC());
		Keyring keyring = new Keyring();
		KeyWatch watch = new KeyWatch(store, keyring, REFRESH);
		KeyProperties properties = new KeyProperties(ADMINISTRATOR, this.folder, new KeyProperties.Keys(REFRESH));
		watch.start();
		Gateway gateway = new Gateway(watch, new KeyAdministration(store, watch),
				new ApiKeys(properties, keyring, watch, Clock.fixed(NOON, ZoneOffset.UTC)));
		this.gateways.add(gateway);
		return gateway;
	}

	private static IssuedKey create(Gateway gateway, String name, KeySettings settings) {
		return Objects.requireNonNull(gateway.administration().create(name, settings).toFuture().join());
	}

	private static boolean knows(Gateway gateway, String key) {
		try {
			return !gateway.keys().authenticate(key).administrator();
		}
		catch (Unauthenticated ex) {
			return false;
		}
	}

	@Test
	void whatOneGatewayDoesHoldsThereAtOnceAndElsewhereSoon() {
		migrate();
		Gateway here = start();
		Gateway there = start();
		here.keys().loaded().join();
		there.keys().loaded().join();
		IssuedKey web = create(here, "web", NOTHING);
		assertThat(knows(here, web.secret())).isTrue();
		Awaitility.await().until(() -> knows(there, web.secret()));
		assertThat(web.toString()).doesNotContain(web.secret());
		Team shop = there.administration().createTeam("shop", null).toFuture().join();
		there.administration()
			.change(web.key().id(), (settings) -> new KeySettings("shop", List.of("gpt-4o"), 5, null, null, null, null))
			.toFuture()
			.join();
		Caller caller = there.keys().authenticate(web.secret());
		assertThat(caller).isEqualTo(
				new Caller("web", "shop", false, new Allowance(java.util.Set.of("gpt-4o"), 5, null, null, List.of())));
		Awaitility.await().until(() -> here.keys().authenticate(web.secret()).equals(caller));
		BudgetTerms terms = new BudgetTerms(Usd.of("5"), BudgetPeriod.DAY);
		there.administration().changeTeam(shop.id(), (before) -> terms).toFuture().join();
		Budget budget = new Budget(Budget.Payer.TEAM, "shop", terms.limit(), terms.period());
		assertThat(there.keys().authenticate(web.secret()).allowance().budgets()).containsExactly(budget);
		Awaitility.await()
			.until(() -> here.keys().authenticate(web.secret()).allowance().budgets().equals(List.of(budget)));
		here.administration().revoke(web.key().id()).toFuture().join();
		assertThat(knows(here, web.secret())).isFalse();
		Awaitility.await().until(() -> !knows(there, web.secret()));
	}

	@Test
	void beforeTheKeysWereReadOnlyTheAdministratorIsKnown() {
		Gateway here = start();
		assertThat(here.keys().authenticate(ADMINISTRATOR).administrator()).isTrue();
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> here.keys().authenticate("tg-perhaps"))
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo("keys_unavailable"));
		assertThat(here.watch().isLoaded()).isFalse();
		migrate();
		here.keys().loaded().join();
		assertThatExceptionOfType(Unauthenticated.class).isThrownBy(() -> here.keys().authenticate("tg-perhaps"));
	}

	@Test
	void whileTheDatabaseIsAwayKnownKeysGoOnAndOthersAreNotCalledInvalid() {
		migrate();
		Gateway here = start();
		here.keys().loaded().join();
		IssuedKey web = create(here, "web", NOTHING);
		new JdbcTemplate(this.database).execute("alter table key_version rename to hidden");
		Awaitility.await().until(() -> !here.watch().isCurrent());
		assertThat(knows(here, web.secret())).isTrue();
		assertThat(here.watch().isLoaded()).isTrue();
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> here.keys().authenticate("tg-perhaps"));
		assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> block(here, web));
		new JdbcTemplate(this.database).execute("alter table hidden rename to key_version");
		Awaitility.await().until(() -> here.watch().isCurrent());
		assertThatExceptionOfType(Unauthenticated.class).isThrownBy(() -> here.keys().authenticate("tg-perhaps"));
	}

	private static void block(Gateway gateway, IssuedKey key) {
		try {
			gateway.administration().revoke(key.key().id()).toFuture().join();
		}
		catch (java.util.concurrent.CompletionException ex) {
			throw (RuntimeException) Objects.requireNonNull(ex.getCause());
		}
	}

	@Test
	void anOlderStateOfTheDatabaseIsReadAnew() {
		migrate();
		Gateway here = start();
		IssuedKey kept = create(here, "kept", NOTHING);
		IssuedKey lost = create(here, "lost", NOTHING);
		JdbcTemplate jdbc = new JdbcTemplate(this.database);
		jdbc.update("delete from api_key where name = 'lost'");
		jdbc.update("update key_version set number = 1");
		Awaitility.await().until(() -> !knows(here, lost.secret()));
		assertThat(knows(here, kept.secret())).isTrue();
	}

	@Test
	void aCallerOfThisProcessIsHeldToTheKeyOfItsName() {
		migrate();
		Gateway here = start();
		here.keys().loaded().join();
		assertThat(here.keys().inProcess("in-process", "none")).isEqualTo(new Caller("in-process", "none", false));
		here.administration().createTeam("jobs", new BudgetTerms(Usd.of("1"), BudgetPeriod.TOTAL)).toFuture().join();
		assertThat(here.keys().inProcess("in-process", "jobs").allowance().budgets()).hasSize(1);
		IssuedKey key = create(here, "in-process", new KeySettings(null, List.of(), null, null, 2, null, null));
		assertThat(here.keys().inProcess("in-process", "jobs").allowance().concurrency()).isEqualTo(2);
		here.administration().revoke(key.key().id()).toFuture().join();
		assertThatExceptionOfType(Unauthenticated.class).isThrownBy(() -> here.keys().inProcess("in-process", "jobs"));
	}

	@Test
	void aKeyEndsAtItsInstantAndIsToldSo() {
		migrate();
		Gateway here = start();
		IssuedKey over = create(here, "over", new KeySettings(null, List.of(), null, null, null, null, NOON));
		IssuedKey last = create(here, "last",
				new KeySettings(null, List.of(), null, null, null, null, NOON.plusNanos(1000)));
		assertThat(knows(here, last.secret())).isTrue();
		assertThatExceptionOfType(Unauthenticated.class).isThrownBy(() -> here.keys().authenticate(over.secret()))
			.withMessage("The API key 'over' expired at 2026-11-23T12:00:00Z")
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo("expired_api_key"));
	}

	/** Nothing that could be used is anywhere but in the answer. */
	@Test
	void onlyAHashIsKept() throws IOException {
		Path file = this.folder.resolve("dump.sql");
		migrate();
		Gateway here = start();
		IssuedKey web = create(here, "web", NOTHING);
		new JdbcTemplate(this.database).execute("script to '" + file + "'");
		assertThat(Files.readString(file)).contains("web").doesNotContain(web.secret());
	}

	/**
	 * A gateway, as far as keys go.
	 *
	 * @param watch what it knows
	 * @param administration what it is told
	 * @param keys who calls
	 */
	private record Gateway(KeyWatch watch, KeyAdministration administration, ApiKeys keys) {
	}

}
