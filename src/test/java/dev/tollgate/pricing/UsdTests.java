package dev.tollgate.pricing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UsdTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 0.000000000001", "1000000000000, 1", "1500000000000, 1.5", "100000000000000, 100",
			"10000, 0.00000001", "-270000, -0.00000027", "9223372036854775807, 9223372.036854775807" })
	void isPrintedAsAPlainDecimalWithoutZerosAtTheEnd(long pico, String text) {
		assertThat(new Usd(pico)).hasToString(text);
		assertThat(new Usd(pico).toPlainString()).isEqualTo(text);
		assertThat(Usd.of(text)).isEqualTo(new Usd(pico));
	}

	@Test
	void addsExactly() {
		assertThat(Usd.of("0.1").plus(Usd.of("0.2"))).isEqualTo(Usd.of("0.3"));
		assertThat(Usd.of("0.1").minus(Usd.of("0.3"))).hasToString("-0.2");
		assertThat(Usd.of("0.1").max(Usd.of("0.3"))).hasToString("0.3");
	}

	@Test
	void refusesWhatItCannotHold() {
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> new Usd(Long.MAX_VALUE).plus(new Usd(1)));
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Usd.of("0.0000000000001"));
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Usd.of("10000000"));
	}

	@Test
	void isANearbyDoubleForMetrics() {
		assertThat(Usd.of("0.000123").toDouble()).isEqualTo(0.000123);
		assertThat(Usd.of("2").compareTo(Usd.of("10"))).isNegative();
	}

}
