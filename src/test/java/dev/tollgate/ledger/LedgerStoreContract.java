package dev.tollgate.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.keys.Budget.Payer;
import dev.tollgate.ledger.CostQuery.Dimension;
import dev.tollgate.ledger.CostQuery.Grouping;
import dev.tollgate.ledger.Spending.Account;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Usd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every database of the ledger must do.
 */
abstract class LedgerStoreContract {

	static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	private static final CostQuery ALL = new CostQuery(List.of(), null, null);

	private final GeneratedRequests generated = new GeneratedRequests(42, 3);

	DataSource dataSource;

	JdbcLedgerStore store;

	JdbcLedgerReports reports;

	/** An empty database. */
	abstract DataSource database();

	@BeforeEach
	void prepare() {
		this.dataSource = database();
		this.store = new JdbcLedgerStore(this.dataSource, "one");
		this.store.prepare();
		this.reports = new JdbcLedgerReports(this.dataSource);
	}

	@AfterEach
	void close() {
		this.reports.close();
	}

	@Test
	void preparingAgainChangesNothing() {
		List<RecordedRequest> written = write(1);
		this.store.prepare();
		assertThat(all()).isEqualTo(written);
	}

	@Test
	void everyFieldIsReadAsItWasWritten() {
		Usd rate = Usd.of("0.27");
		Usd amount = new Usd(270_000L * 17);
		Cost cost = new Cost(Usd.of("1.5"),
				List.of(new Cost.Line(TokenType.INPUT, 17, rate, amount),
						new Cost.Line(TokenType.CACHED_AUDIO_INPUT, 2, Usd.ZERO, Usd.ZERO)),
				new Usd(1), new Usd(2), new Usd(3));
		RequestFacts request = new RequestFacts(
				new RequestIdentity(RequestId.at(NOON), "their id", Tags.parse("stage=test,project=apollo")),
				"ann's key", "research", "fast", "FAST \ud83d\ude80", true, NOON.plusNanos(123_456_000));
		AttemptFacts attempt = new AttemptFacts(1, "eu-openai", "openai", "gpt-4o", NOON.plusNanos(234_567_000), 99,
				Usd.of("9000000"));
		Settlement settlement = new Settlement(NOON.plusSeconds(3).plusNanos(1000), NOON.plusSeconds(1),
				Outcome.CANCELLED, 499, "gpt-4o-2024-08-06", "priority",
				new TokenUsage(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Long.MAX_VALUE), Source.DRAINED,
				new Charge("openai/gpt-4o@2025-01-01T00:00:00Z", "off-peak", cost), true);
		RecordedRequest written = new RecordedRequest(
				List.of(new LedgerEntry(State.SETTLED, request, attempt, settlement)));
		this.store.write(List.of(written), List.of());
		assertThat(all()).containsExactly(written);
	}

	@Test
	void whatIsNotKnownIsReadAsNotKnown() {
		RequestFacts request = new RequestFacts(new RequestIdentity(RequestId.at(NOON), null, Tags.NONE), "key", "team",
				"route", "model", false, NOON);
		AttemptFacts attempt = new AttemptFacts(1, "openai", "openai", "gpt-4o", NOON, 0, null);
		List<LedgerEntry> attempts = new ArrayList<>();
		for (State state : List.of(State.SETTLED, State.RECOVERED, State.VOID)) {
			AttemptFacts next = new AttemptFacts(attempts.size() + 1, "openai", "openai", "gpt-4o", NOON, 0, null);
			attempts.add(new LedgerEntry(state, request, next, new Settlement(NOON, null, Outcome.INTERRUPTED, 502,
					null, null, TokenUsage.NONE, Source.ESTIMATED, null, state == State.VOID)));
		}
		assertThat(attempts.getFirst().attempt()).isEqualTo(attempt);
		RecordedRequest written = new RecordedRequest(attempts);
		this.store.write(List.of(written), List.of());
		assertThat(all()).containsExactly(written);
		assertThat(costs(ALL)).singleElement().satisfies((sum) -> {
			assertThat(sum.requests()).isEqualTo(1);
			assertThat(sum.cost()).isZero();
		});
	}

	@Test
	void accountsAreSummedFromTheBeginningOfTheirPeriod() {
		assertThat(SpendingStatement.spent(new JdbcTemplate(this.dataSource), List.of())).isEmpty();
		List<RecordedRequest> written = write(400);
		Instant from = NOON.truncatedTo(ChronoUnit.HOURS);
		List<Account> accounts = new ArrayList<>(
				List.of(new Account(Payer.KEY, "nobody", from), new Account(Payer.TEAM, "nobody", Instant.EPOCH)));
		Map<Account, Usd> expected = new HashMap<>();
		accounts.forEach((account) -> expected.put(account, Usd.ZERO));
		for (RecordedRequest request : written) {
			for (Instant since : List.of(from, Instant.EPOCH)) {
				for (Account account : List.of(new Account(Payer.KEY, request.request().key(), since),
						new Account(Payer.TEAM, request.request().team(), since))) {
					boolean counts = !request.request().startedAt().isBefore(since);
					expected.merge(account, counts ? cost(request) : Usd.ZERO, Usd::plus);
				}
			}
		}
		accounts.addAll(expected.keySet());
		assertThat(SpendingStatement.spent(new JdbcTemplate(this.dataSource), accounts)).isEqualTo(expected);
	}

	private static Usd cost(RecordedRequest request) {
		return request.attempts()
			.stream()
			.map((attempt) -> LedgerRows.settlement(attempt).charge())
			.map((charge) -> (charge != null) ? charge.cost().total() : Usd.ZERO)
			.reduce(Usd.ZERO, Usd::plus);
	}

	@Test
	void costsOfOneKeyAreThoseOfItsRequests() {
		List<RecordedRequest> written = write(200);
		String key = written.getFirst().request().key();
		List<RecordedRequest> its = written.stream().filter((request) -> request.request().key().equals(key)).toList();
		Usd spent = its.stream().map(LedgerStoreContract::cost).reduce(Usd.ZERO, Usd::plus);
		assertThat(its).hasSizeLessThan(200);
		Instant middle = NOON.plusSeconds(1800);
		long before = its.stream().filter((request) -> request.request().startedAt().isBefore(middle)).count();
		assertThat(costs(new CostQuery(List.of(), null, null, key))).singleElement().satisfies((sum) -> {
			assertThat(sum.requests()).isEqualTo(its.size());
			assertThat(sum.cost()).isEqualByComparingTo(spent.toBigDecimal());
		});
		assertThat(costs(new CostQuery(List.of(new Grouping(Dimension.KEY, null)), null, middle, key)).stream()
			.mapToLong(CostSum::requests)
			.sum()).isEqualTo(before);
	}

	@Test
	void instantsAreCutToMicroseconds() {
		Instant start = NOON.minusNanos(1);
		RecordedRequest written = this.generated.at(start);
		for (int i = 0; i < 2; i++) {
			this.store.write(List.of(written), List.of());
		}
		assertThat(all()).singleElement()
			.satisfies((read) -> assertThat(read.request().startedAt()).isEqualTo(NOON.minusNanos(1000)));
		CostQuery before = new CostQuery(List.of(new Grouping(Dimension.HOUR, null)), null, NOON);
		assertThat(costs(before)).singleElement().satisfies((sum) -> {
			assertThat(sum.requests()).isEqualTo(1);
			assertThat(sum.group()).containsExactly("2026-11-23T11:00:00Z");
		});
	}

	@Test
	void anOddCharacterIsReplacedAndStopsNothing() {
		RequestFacts request = new RequestFacts(new RequestIdentity(RequestId.at(NOON), "a\0b\ud83dc", Tags.NONE),
				"key", "team", "route", "m".repeat(20_000), false, NOON);
		RecordedRequest some = this.generated.at(NOON);
		LedgerEntry entry = new LedgerEntry(State.SETTLED, request, some.last().attempt(), some.last().settlement());
		this.store.write(List.of(new RecordedRequest(List.of(entry))), List.of());
		assertThat(all()).singleElement()
			.satisfies((read) -> assertThat(read.request().identity().clientRequestId()).isEqualTo("a\ufffdb\ufffdc"));
	}

	@Test
	void aLongIdOfACallerIsFound() {
		String id = new SplittableRandom(7).ints(8000, 33, 127)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		RequestFacts request = new RequestFacts(new RequestIdentity(RequestId.at(NOON), id, Tags.NONE), "key", "team",
				"route", "model", false, NOON);
		RecordedRequest some = this.generated.at(NOON);
		LedgerEntry entry = new LedgerEntry(State.SETTLED, request, some.last().attempt(), some.last().settlement());
		RecordedRequest written = new RecordedRequest(List.of(entry));
		this.store.write(List.of(written), List.of());
		assertThat(page(new RequestFilter(null, id, null, null, null, null), 10).requests()).containsExactly(written);
	}

	@Test
	void writingTheSameAgainChangesNothing() {
		List<RecordedRequest> batch = requests(500);
		List<LedgerEntry> reserved = List.of(this.generated.reservedAt(NOON), this.generated.reservedAt(NOON));
		this.store.write(batch, reserved);
		List<CostSum> sums = costs(ALL);
		for (int i = 0; i < 10; i++) {
			this.store.write(batch, reserved);
		}
		JdbcLedgerStore restarted = new JdbcLedgerStore(this.dataSource, "one");
		restarted.prepare();
		restarted.write(Stream.concat(batch.stream(), batch.stream()).toList(), reserved);
		assertThat(all()).hasSize(502);
		assertThat(costs(ALL)).isEqualTo(sums)
			.singleElement()
			.satisfies((sum) -> assertThat(sum.requests()).isEqualTo(500));
		assertThat(restarted.reserved()).hasSize(2);
	}

	@Test
	void aBatchThatOverlapsAnOldOneAddsWhatIsNew() {
		List<RecordedRequest> batch = requests(300);
		this.store.write(batch.subList(0, 200), List.of());
		this.store.write(batch.subList(100, 300), List.of());
		assertThat(all()).hasSize(300);
		assertThat(costs(ALL)).isEqualTo(new PlainSums(batch).of(ALL));
	}

	@Test
	void writersAtTheSameTimeSumRight() {
		JdbcLedgerStore other = new JdbcLedgerStore(this.dataSource, "two");
		other.prepare();
		List<RecordedRequest> batch = requests(2000);
		CompletableFuture<Void> one = CompletableFuture.runAsync(() -> slices(this.store, batch.subList(0, 1000)));
		CompletableFuture<Void> two = CompletableFuture.runAsync(() -> slices(other, batch.subList(1000, 2000)));
		CompletableFuture.allOf(one, two).join();
		assertThat(costs(ALL)).isEqualTo(new PlainSums(batch).of(ALL));
	}

	private static void slices(LedgerStore store, List<RecordedRequest> requests) {
		for (int i = 0; i < requests.size(); i += 100) {
			store.write(requests.subList(i, i + 100), List.of());
		}
	}

	@Test
	void aCallUnderWayIsListedUntilItEnds() {
		LedgerEntry reserved = this.generated.reservedAt(NOON.plusSeconds(1));
		RecordedRequest before = this.generated.at(NOON);
		RecordedRequest after = this.generated.at(NOON.plusSeconds(2));
		this.store.write(List.of(before, after), List.of(reserved));
		assertThat(this.store.reserved()).containsExactly(reserved);
		assertThat(all()).containsExactly(after, new RecordedRequest(List.of(reserved)), before);
		RecordedRequest ended = this.generated.ended(reserved);
		this.store.write(List.of(ended), List.of(reserved));
		this.store.write(List.of(), List.of(reserved));
		assertThat(this.store.reserved()).isEmpty();
		assertThat(all()).containsExactly(after, ended, before);
	}

	@Test
	void anotherWritersCallsAreNotOurs() {
		this.store.write(List.of(), List.of(this.generated.reservedAt(NOON)));
		assertThat(new JdbcLedgerStore(this.dataSource, "two").reserved()).isEmpty();
	}

	@Test
	void pagesShowEachRequestOnceThoughInstantsAreEqual() {
		List<RecordedRequest> batch = IntStream.range(0, 1000)
			.mapToObj((i) -> this.generated.at(NOON.plusSeconds(i / 400)))
			.toList();
		this.store.write(batch, IntStream.range(0, 50).mapToObj((_) -> this.generated.reservedAt(NOON)).toList());
		List<RequestId> seen = new ArrayList<>();
		RequestCursor next = null;
		do {
			RequestPage page = get(this.reports.requests(RequestFilter.ALL, 37, next));
			page.requests().forEach((request) -> seen.add(request.request().identity().id()));
			next = page.next();
			next = (next != null) ? RequestCursor.parse(next.toString()) : null;
		}
		while (next != null);
		Set<RequestId> expected = new HashSet<>();
		batch.forEach((request) -> expected.add(request.request().identity().id()));
		this.store.reserved().forEach((entry) -> expected.add(entry.request().identity().id()));
		assertThat(seen).doesNotHaveDuplicates().hasSize(1050).hasSameElementsAs(expected);
	}

	@Test
	void aPageThatHoldsAllHasNoNext() {
		write(3);
		assertThat(page(RequestFilter.ALL, 3).next()).isNull();
		assertThat(page(RequestFilter.ALL, 2).next()).isNotNull();
	}

	@Test
	void requestsAreFoundByWhateverIsKnown() {
		List<RecordedRequest> batch = write(200);
		RecordedRequest one = batch.stream()
			.filter((request) -> request.request().identity().clientRequestId() != null)
			.findFirst()
			.orElseThrow();
		RequestFacts facts = one.request();
		assertThat(page(new RequestFilter(facts.identity().id(), null, null, null, null, null), 10).requests())
			.containsExactly(one);
		assertThat(page(new RequestFilter(null, facts.identity().clientRequestId(), null, null, null, null), 10)
			.requests()).containsExactly(one);
		assertThat(page(new RequestFilter(null, null, facts.key(), null, null, null), 1000).requests())
			.isEqualTo(batch.stream().filter((request) -> request.request().key().equals(facts.key())).toList());
		assertThat(page(new RequestFilter(null, null, null, facts.team(), null, null), 1000).requests())
			.isEqualTo(batch.stream().filter((request) -> request.request().team().equals(facts.team())).toList());
		Instant from = batch.get(150).request().startedAt();
		Instant to = batch.get(50).request().startedAt();
		assertThat(page(new RequestFilter(null, null, null, null, from, to), 1000).requests())
			.isEqualTo(batch.subList(51, 151));
		assertThat(page(new RequestFilter(null, null, "nobody's", null, null, null), 10).requests()).isEmpty();
	}

	@Test
	void costsAreThePlainSums() {
		List<RecordedRequest> batch = requests(3000);
		slices(this.store, batch);
		PlainSums plain = new PlainSums(batch);
		List<Grouping> groupings = new ArrayList<>();
		for (Dimension dimension : Dimension.values()) {
			groupings.add(new Grouping(dimension, (dimension == Dimension.TAG) ? "project" : null));
		}
		Instant begin = NOON.minus(2, ChronoUnit.DAYS);
		List<@Nullable Instant> instants = new ArrayList<>(List.of(begin.minusSeconds(99), begin.plusSeconds(5000),
				begin.plusSeconds(5100), begin.plusSeconds(7200), begin.plusSeconds(100_000).plusNanos(777),
				batch.get(70).request().startedAt(), NOON.plusSeconds(1)));
		instants.add(null);
		for (Instant from : instants) {
			for (Instant to : instants) {
				CostQuery one = new CostQuery(List.of(), from, to);
				assertThat(costs(one)).as("%s", one).isEqualTo(plain.of(one));
				CostQuery two = new CostQuery(List.of(groupings.get(0), new Grouping(Dimension.TAG, "stage"),
						new Grouping(Dimension.TAG, "project")), from, to);
				assertThat(costs(two)).as("%s", two).isEqualTo(plain.of(two));
			}
		}
		for (Grouping grouping : groupings) {
			CostQuery query = new CostQuery(List.of(grouping), instants.get(1), instants.get(4));
			assertThat(costs(query)).as("%s", query).isNotEmpty().isEqualTo(plain.of(query));
		}
		CostQuery every = new CostQuery(groupings, instants.get(1), null);
		assertThat(costs(every)).isEqualTo(plain.of(every));
	}

	@Test
	void sumsMayBeLargerThanAnAmount() {
		Cost cost = new Cost(Usd.of("9000000"), List.of(), Usd.of("9000000"), Usd.ZERO, Usd.ZERO);
		List<RecordedRequest> batch = IntStream.range(0, 3).mapToObj((_) -> {
			LedgerEntry entry = this.generated.at(NOON).last();
			Settlement settlement = new Settlement(NOON, null, Outcome.COMPLETED, 200, null, null, TokenUsage.NONE,
					Source.PROVIDER, new Charge("row", "standard", cost), true);
			AttemptFacts attempt = new AttemptFacts(1, "openai", "openai", "gpt-4o", NOON, 0, null);
			return new RecordedRequest(List.of(new LedgerEntry(State.SETTLED, entry.request(), attempt, settlement)));
		}).toList();
		this.store.write(batch, List.of());
		assertThat(costs(ALL)).singleElement()
			.satisfies((sum) -> assertThat(sum.cost()).isEqualByComparingTo("27000000"));
	}

	@Test
	void tagsBeyondAThousandAnHourAreSummedTogether() {
		List<RecordedRequest> batch = IntStream.range(0, 1003).mapToObj((i) -> tagged("project=p" + i)).toList();
		this.store.write(batch.subList(0, 600), List.of());
		JdbcLedgerStore restarted = new JdbcLedgerStore(this.dataSource, "one");
		restarted.prepare();
		restarted.write(batch.subList(600, 1003), List.of());
		restarted.write(List.of(tagged("project=p7"), tagged("")), List.of());
		List<CostSum> sums = costs(new CostQuery(List.of(new Grouping(Dimension.TAG, "project")), null, null));
		assertThat(sums).hasSize(1002);
		assertThat(sums.stream().filter((sum) -> "(other)".equals(sum.group().getFirst()))).singleElement()
			.satisfies((sum) -> assertThat(sum.requests()).isEqualTo(3));
		assertThat(sums.stream().filter((sum) -> "p7".equals(sum.group().getFirst()))).singleElement()
			.satisfies((sum) -> assertThat(sum.requests()).isEqualTo(2));
		assertThat(sums.getLast().group().getFirst()).isNull();
	}

	private RecordedRequest tagged(String tags) {
		LedgerEntry entry = this.generated.at(NOON).last();
		RequestFacts facts = new RequestFacts(new RequestIdentity(RequestId.at(NOON), null, Tags.stored(tags)), "key",
				"team", "route", "model", false, NOON);
		return new RecordedRequest(List.of(new LedgerEntry(State.SETTLED, facts, entry.attempt(), entry.settlement())));
	}

	@Test
	void droppedRowsLeaveTheirSums() {
		RecordedRequest old = this.generated.at(NOON.minus(Duration.ofDays(70)));
		RecordedRequest young = this.generated.at(NOON);
		this.store.write(List.of(old, young), List.of(this.generated.reservedAt(NOON.minus(Duration.ofDays(70)))));
		List<CostSum> sums = costs(ALL);
		this.store.dropBefore(NOON.minus(Duration.ofDays(30)));
		assertThat(all()).containsExactly(young);
		assertThat(rows("attempt")).isEqualTo(young.attempts().size());
		assertThat(this.store.reserved()).isEmpty();
		assertThat(costs(ALL)).isEqualTo(sums);
		this.store.write(List.of(this.generated.at(NOON.minus(Duration.ofDays(70)))), List.of());
		assertThat(all()).hasSize(2);
	}

	@Test
	void aBatchThatFailsLeavesNothing() {
		RecordedRequest good = this.generated.at(NOON);
		LedgerEntry entry = this.generated.at(NOON).last();
		RecordedRequest bad = new RecordedRequest(List.of(entry, entry));
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> this.store.write(List.of(good, bad), List.of()));
		assertThat(all()).isEmpty();
		assertThat(rows("hourly_sum")).isZero();
		this.store.write(List.of(good), List.of());
		assertThat(all()).containsExactly(good);
	}

	@Test
	void syncingAnswers() {
		write(1);
		this.store.sync();
		assertThat(all()).hasSize(1);
	}

	private long rows(String table) {
		Long rows = new JdbcTemplate(this.dataSource).queryForObject("select count(*) from " + table, Long.class);
		return (rows != null) ? rows : -1;
	}

	/** Requests of the last two days, the newest first. */
	List<RecordedRequest> requests(int number) {
		Comparator<RecordedRequest> newest = Comparator.comparing((request) -> request.request().startedAt());
		Instant begin = NOON.minus(2, ChronoUnit.DAYS);
		return IntStream.range(0, number)
			.mapToObj((i) -> this.generated
				.at(this.generated.between(begin, NOON).request().startedAt().truncatedTo(ChronoUnit.MICROS)))
			.sorted(newest.reversed())
			.toList();
	}

	private List<RecordedRequest> write(int number) {
		List<RecordedRequest> requests = requests(number);
		this.store.write(requests, List.of());
		return requests;
	}

	List<RecordedRequest> all() {
		return page(RequestFilter.ALL, 10_000).requests();
	}

	private RequestPage page(RequestFilter filter, int limit) {
		return get(this.reports.requests(filter, limit, null));
	}

	private List<CostSum> costs(CostQuery query) {
		return get(this.reports.costs(query));
	}

	static <T> T get(Mono<T> report) {
		return report.blockOptional().orElseThrow();
	}

}
