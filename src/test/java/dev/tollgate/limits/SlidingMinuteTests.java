package dev.tollgate.limits;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was taken counts for a minute, and no longer than a second more.
 */
class SlidingMinuteTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# taken as second:amount | asked at | total | room for 1 of 10 in | empty in
			100:10                   | 100      | 10    | 61                  | 61
			100:10                   | 159      | 10    | 2                   | 2
			100:10                   | 160      | 10    | 1                   | 1
			100:10                   | 161      | 0     | 0                   | 0
			100:10                   | 100000   | 0     | 0                   | 0
			100:3 130:7              | 130      | 10    | 31                  | 61
			100:3 130:7              | 161      | 7     | 0                   | 30
			100:5 101:5 102:5        | 102      | 15    | 60                  | 61
			100:9                    | 110      | 9     | 0                   | 51
			-5:10                    | 0        | 10    | 56                  | 56
			""")
	void aTable(String taken, long now, long total, int room, int empty) {
		SlidingMinute minute = new SlidingMinute();
		for (String one : taken.split(" ")) {
			minute.advance(Long.parseLong(one.split(":")[0]));
			minute.take(Long.parseLong(one.split(":")[1]));
		}
		minute.advance(now);
		assertThat(minute.total()).isEqualTo(total);
		assertThat(minute.secondsUntil(10, 1)).isEqualTo(room);
		assertThat(minute.secondsUntilEmpty()).isEqualTo(empty);
	}

	@ParameterizedTest
	@CsvSource({ "100, 6", "160, 6", "161, 0" })
	void whatWasTakenTooMuchIsGivenBackWhereItWasTaken(long now, long total) {
		SlidingMinute minute = new SlidingMinute();
		minute.advance(100);
		minute.take(10);
		minute.advance(now);
		minute.giveBack(100, 4);
		assertThat(minute.total()).isEqualTo(total);
		minute.advance(161);
		assertThat(minute.total()).isZero();
	}

	@Property(tries = 300)
	void inNoMinuteIsMoreTakenThanTheLimit(@ForAll("histories") List<Ask> history) {
		int limit = 20;
		SlidingMinute minute = new SlidingMinute();
		List<Ask> taken = new ArrayList<>();
		long now = 1_000;
		for (Ask ask : history) {
			now += ask.second();
			minute.advance(now);
			long second = now;
			assertThat(minute.total()).isEqualTo(taken.stream()
				.filter((one) -> second - one.second() < SlidingMinute.SECONDS)
				.mapToLong(Ask::amount)
				.sum());
			boolean room = minute.total() + ask.amount() <= limit;
			assertThat(minute.secondsUntil(limit, ask.amount()) == 0).isEqualTo(room);
			if (room) {
				minute.take(ask.amount());
				taken.add(new Ask(now, ask.amount()));
			}
		}
		for (Ask first : taken) {
			// wherever in its second it came, sixty seconds later end in the one that
			// is sixty later
			assertThat(taken.stream()
				.filter((one) -> one.second() >= first.second() && one.second() <= first.second() + 60)
				.mapToLong(Ask::amount)
				.sum()).isLessThanOrEqualTo(limit);
		}
	}

	@Provide
	Arbitrary<List<Ask>> histories() {
		return Combinators
			.combine(Arbitraries.oneOf(Arbitraries.longs().between(0, 40), Arbitraries.of(60L, 61L, 200L)),
					Arbitraries.integers().between(1, 20))
			.as(Ask::new)
			.list()
			.ofMaxSize(120);
	}

	/**
	 * Something that is asked for.
	 *
	 * @param second how much later, or when
	 * @param amount how much
	 */
	record Ask(long second, int amount) {
	}

}
