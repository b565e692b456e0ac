package dev.tollgate.demo;

import java.time.LocalTime;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in a day: a little always, and from noon on one provider altogether.
 */
final class DemoFaults {

	private static final LocalTime OUTAGE_BEGINS = LocalTime.of(12, 0);

	private static final LocalTime OUTAGE_ENDS = LocalTime.of(16, 0);

	private DemoFaults() {
	}

	/** What is to go wrong with a request, in the simulator's words; mostly nothing. */
	static String at(LocalTime time, RandomGenerator random) {
		if (!time.isBefore(OUTAGE_BEGINS) && time.isBefore(OUTAGE_ENDS)) {
			return " only=openai status=503";
		}
		int lot = random.nextInt(1000);
		if (lot < 15) {
			return " only=openai status=500";
		}
		if (lot < 25) {
			return " only=gemini status=429 retry-after=1";
		}
		if (lot < 30) {
			return " status=400";
		}
		if (lot < 38) {
			return " error=5";
		}
		if (lot < 44) {
			return " cut=5";
		}
		return (lot < 70) ? " delay=" + random.nextInt(500, 2500) + "ms" : "";
	}

}
