package dev.tollgate.pricing;

import java.time.Instant;

import dev.tollgate.chat.TokenType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DeepSeekPricesTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			deepseek-chat,     2024-12-25T23:59:59Z, none
			deepseek-chat,     2024-12-26T00:00:00Z, standard 0.014/0.14/0.28
			deepseek-chat,     2025-02-08T15:59:59Z, standard 0.014/0.14/0.28
			deepseek-chat,     2025-02-08T16:00:00Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-08T16:30:00Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-26T00:10:00Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-26T16:29:59Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-26T16:30:00Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-02-26T16:30:01Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-02-27T00:00:00Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-02-27T00:29:59Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-02-27T00:29:59.999999999Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-02-27T00:30:00Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-27T00:30:01Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-27T16:29:59Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-02-27T16:30:00Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-09-05T00:29:59Z, discount 0.035/0.135/0.55
			deepseek-chat,     2025-09-05T00:30:00Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-09-05T15:59:59Z, standard 0.07/0.27/1.1
			deepseek-chat,     2025-09-05T16:00:00Z, standard 0.07/0.56/1.68
			deepseek-chat,     2025-09-05T16:30:00Z, standard 0.07/0.56/1.68
			deepseek-chat,     2025-09-28T23:59:59Z, standard 0.07/0.56/1.68
			deepseek-chat,     2025-09-29T00:00:00Z, standard 0.028/0.28/0.42
			deepseek-chat,     2026-04-23T23:59:59Z, standard 0.028/0.28/0.42
			deepseek-chat,     2026-04-24T00:00:00Z, standard 0.028/0.14/0.28
			deepseek-chat,     2026-04-26T12:14:59Z, standard 0.028/0.14/0.28
			deepseek-chat,     2026-04-26T12:15:00Z, standard 0.0028/0.14/0.28
			deepseek-chat,     2026-07-24T15:59:00Z, standard 0.0028/0.14/0.28
			deepseek-chat,     2026-11-23T02:00:00Z, standard 0.0028/0.14/0.28
			deepseek-reasoner, 2025-01-19T23:59:59Z, none
			deepseek-reasoner, 2025-01-20T00:00:00Z, standard 0.14/0.55/2.19
			deepseek-reasoner, 2025-02-26T16:29:59Z, standard 0.14/0.55/2.19
			deepseek-reasoner, 2025-02-26T16:30:00Z, discount 0.035/0.135/0.55
			deepseek-reasoner, 2025-02-27T00:30:00Z, standard 0.14/0.55/2.19
			deepseek-reasoner, 2025-09-05T16:00:00Z, standard 0.07/0.56/1.68
			deepseek-reasoner, 2026-11-23T02:00:00Z, standard 0.0028/0.14/0.28
			deepseek-v4-flash, 2026-08-16T15:59:59Z, standard 0.0028/0.14/0.28
			deepseek-v4-flash, 2026-08-16T16:00:00Z, standard 0.007/0.22/0.66
			deepseek-v4-flash, 2026-08-17T01:00:00Z, peak 0.014/0.44/1.32
			deepseek-v4-flash, 2026-08-22T02:00:00Z, peak 0.014/0.44/1.32
			deepseek-v4-flash, 2026-08-23T02:00:00Z, standard 0.007/0.22/0.66
			deepseek-v4-flash, 2026-09-10T03:59:59Z, peak 0.014/0.44/1.32
			deepseek-v4-flash, 2026-09-10T04:00:00Z, standard 0.003/0.15/0.6
			deepseek-v4-flash, 2026-09-10T06:00:00Z, peak 0.006/0.3/1.2
			deepseek-flash,    2026-09-10T03:59:59Z, none
			deepseek-flash,    2026-09-10T04:00:00Z, standard 0.003/0.15/0.6
			deepseek-v4-pro,   2026-04-24T00:00:00Z, standard 0.03625/0.435/0.87
			deepseek-v4-pro,   2026-04-26T12:15:00Z, standard 0.003625/0.435/0.87
			deepseek-v4-pro,   2026-08-16T15:59:59Z, standard 0.003625/0.435/0.87
			deepseek-v4-pro,   2026-08-16T16:00:00Z, standard 0.022/0.66/1.98
			deepseek-v4-pro,   2026-08-17T01:00:00Z, peak 0.044/1.32/3.96
			""")
	void costWhatTheyCostThen(String model, String at, String price) {
		assertThat(
				Prices.REAL.at(Prices.model("deepseek/" + model), Instant.parse(at)).map(this::describe).orElse("none"))
			.isEqualTo(price);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-11-23T00:59:59Z, standard
			2026-11-23T01:00:00Z, peak
			2026-11-23T01:00:01Z, peak
			2026-11-23T03:59:59Z, peak
			2026-11-23T04:00:00Z, standard
			2026-11-23T04:00:01Z, standard
			2026-11-23T05:59:59Z, standard
			2026-11-23T06:00:00Z, peak
			2026-11-23T09:59:59Z, peak
			2026-11-23T10:00:00Z, standard
			2026-11-27T09:59:59Z, peak
			2026-11-27T16:00:00Z, standard
			2026-11-28T02:00:00Z, standard
			2026-11-29T02:00:00Z, standard
			2026-11-29T16:00:00Z, standard
			2026-11-30T00:59:59Z, standard
			2026-11-30T01:00:00Z, peak
			""")
	void haveTheirPeakOnBeijingsWeekdays(String at, String window) {
		assertThat(Prices.real("deepseek/deepseek-flash", at).window()).isEqualTo(window);
		assertThat(Prices.real("deepseek/deepseek-v4-pro", at).window()).isEqualTo(window);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			2026-09-24T02:00:00Z, peak
			2026-09-25T02:00:00Z, standard
			2026-09-28T02:00:00Z, peak
			2026-09-30T09:59:59Z, peak
			2026-10-01T01:00:00Z, standard
			2026-10-07T09:00:00Z, standard
			2026-10-08T01:00:00Z, peak
			""")
	void haveNoPeakOnChinesePublicHolidays(String at, String window) {
		assertThat(Prices.real("deepseek/deepseek-flash", at).window()).isEqualTo(window);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-09-20T02:00:00Z", "2026-10-10T02:00:00Z" })
	void haveNoPeakOnWeekendsThatMakeUpForAHoliday(String at) {
		assertThat(Prices.real("deepseek/deepseek-flash", at).window()).isEqualTo("standard");
	}

	private String describe(Price price) {
		Rates rates = price.rates();
		return price.window() + " " + rates.perMillion(TokenType.CACHED_INPUT) + "/" + rates.perMillion(TokenType.INPUT)
				+ "/" + rates.perMillion(TokenType.OUTPUT);
	}

}
