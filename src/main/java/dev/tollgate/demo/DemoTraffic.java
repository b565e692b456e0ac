package dev.tollgate.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * The demo's callers: through the gateway's own port, as many as the hour of the fast
 * clock has, until its days are over or the gateway ends.
 */
final class DemoTraffic implements DisposableBean {

	private static final Log logger = LogFactory.getLog(DemoTraffic.class);

	private static final long LOOK_MILLIS = 20;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Beyond that nobody else calls: whoever is slow is not to be buried. */
	private static final int MOST_AT_ONCE = 500;

	private static final LocalTime MORNING = LocalTime.of(7, 0);

	private static final LocalTime EVENING = LocalTime.of(19, 0);

	private final DemoProperties properties;

	private final FastClock clock;

	private final Environment environment;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final Semaphore places = new Semaphore(MOST_AT_ONCE);

	private final ExecutorService callers = Executors
		.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-caller-", 0).factory());

	private final ScheduledExecutorService pace = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("demo").factory());

	private @Nullable DemoKeys keys;

	private URI gateway = URI.create("http://127.0.0.1");

	private double due;

	DemoTraffic(DemoProperties properties, FastClock clock, Environment environment) {
		this.properties = properties;
		this.clock = clock;
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		this.gateway = URI.create("http://127.0.0.1:" + this.environment.getRequiredProperty("local.server.port"));
		String administrator = this.environment.getRequiredProperty("tollgate.admin-key");
		logger.info("The demo begins at " + this.clock.instant() + ", and a day takes "
				+ Math.round(86_400 / this.properties.speed()) + " s. Metrics: http://localhost:"
				+ this.environment.getProperty("local.management.port") + "/actuator/prometheus"
				+ ((this.properties.generatedKey() != null)
						? ". The administrator's key of this demo: " + this.properties.generatedKey() : ""));
		DemoKeys keys = new DemoKeys(this.http, this.gateway, administrator);
		try {
			keys.make();
		}
		catch (IOException ex) {
			logger.warn("The demo's teams could not be made", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		this.keys = keys;
		this.clock.run();
		var _ = this.pace.scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void look() {
		if (this.properties.days() > 0 && this.clock.elapsed().toDays() >= this.properties.days()) {
			logger.info("The demo's " + this.properties.days() + " days are over; the gateway goes on without callers");
			this.pace.shutdown();
			return;
		}
		LocalTime time = LocalTime.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		// from a third of it at midnight to all of it at noon
		double share = 0.65 - 0.35 * Math.cos(2 * Math.PI * time.toSecondOfDay() / 86_400);
		this.due += this.properties.rate() * share * LOOK_MILLIS / 1000;
		while (this.due >= 1) {
			this.due--;
			if (this.places.tryAcquire()) {
				this.callers.execute(() -> call(time));
			}
		}
	}

	private void call(LocalTime time) {
		try {
			RandomGenerator random = ThreadLocalRandom.current();
			boolean night = time.isBefore(MORNING) || !time.isBefore(EVENING);
			send(DemoRequest.any(random, night), DemoFaults.at(time, random), random);
		}
		catch (IOException ex) {
			// what the gateway makes of it is on the boards
			logger.debug("A caller of the demo was cut off", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.places.release();
		}
	}

	private void send(DemoRequest request, String faults, RandomGenerator random)
			throws IOException, InterruptedException {
		DemoKeys keys = this.keys;
		// now and then somebody comes whom nobody knows
		String key = (keys != null && random.nextInt(200) > 0) ? keys.of(request.team()) : "tg-of-nobody";
		HttpRequest asked = HttpRequest.newBuilder(this.gateway.resolve(request.path()))
			.header("authorization", "Bearer " + key)
			.header("content-type", "application/json")
			.header("x-tollgate-tags", "project=" + request.project())
			.timeout(PATIENCE)
			.POST(HttpRequest.BodyPublishers.ofString(request.body(random, faults)))
			.build();
		HttpResponse<InputStream> response = this.http.send(asked, HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			if (random.nextInt(60) == 0) {
				// this one does not wait for the end
				var _ = body.readNBytes(100);
			}
			else {
				var _ = body.transferTo(OutputStream.nullOutputStream());
			}
		}
	}

	@Override
	public void destroy() {
		this.pace.shutdownNow();
		this.callers.shutdownNow();
		this.http.shutdownNow();
	}

}
