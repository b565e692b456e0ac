package dev.tollgate.telemetry;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An output that stands still holds up nobody, and what is lost by it is counted.
 */
class RequestLogQueueTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RequestLog log = new RequestLog(this.registry);

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tollgate.requests");

	private final StandingStill output = new StandingStill();

	@BeforeEach
	void standStill() {
		this.output.start();
		this.logger.setLevel(Level.INFO);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.output);
		this.log.start();
	}

	@AfterEach
	void leave() {
		this.output.goOn.countDown();
		this.log.stop();
		this.logger.detachAppender(this.output);
		this.logger.setAdditive(true);
		this.logger.setLevel(Level.WARN);
	}

	private static RequestLine line() {
		return new RequestLine(null, HttpMethod.GET, Map.of());
	}

	@Test
	void whatDoesNotFitIsDroppedAndCounted() {
		this.log.add(line());
		Awaitility.await().until(() -> this.output.reached == 1);
		for (int i = 0; i < RequestLog.MOST_WAITING + 10; i++) {
			this.log.add(line());
		}
		assertThat(this.registry.get("tollgate.request.log.dropped").functionCounter().count()).isEqualTo(10);
		this.output.goOn.countDown();
		Awaitility.await().until(() -> this.output.reached == RequestLog.MOST_WAITING + 1);
	}

	@Test
	void aStopWritesWhatWaits() {
		this.output.goOn.countDown();
		for (int i = 0; i < 100; i++) {
			this.log.add(line());
		}
		this.log.stop();
		assertThat(this.output.reached).isEqualTo(100);
	}

	@Test
	void aLoggerThatIsOffHasNothingWaiting() {
		this.logger.setLevel(Level.OFF);
		for (int i = 0; i < RequestLog.MOST_WAITING + 10; i++) {
			this.log.add(line());
		}
		assertThat(this.registry.get("tollgate.request.log.dropped").functionCounter().count()).isZero();
	}

	private static final class StandingStill extends AppenderBase<ILoggingEvent> {

		private final CountDownLatch goOn = new CountDownLatch(1);

		private volatile int reached;

		@Override
		protected void append(ILoggingEvent event) {
			this.reached++;
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
