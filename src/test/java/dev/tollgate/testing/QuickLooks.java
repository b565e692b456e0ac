package dev.tollgate.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has tests that wait for something look for it often: most of it comes within
 * milliseconds, and Awaitility's tenth of a second between two looks is what a suite of
 * thousands of tests would spend its time with. How long they wait at most is not
 * touched.
 */
public final class QuickLooks implements BeforeAllCallback {

	private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

	/**
	 * Sets what holds where a test says nothing else.
	 * @param context of a class
	 */
	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
	}

}
