package dev.tollgate.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Tags;
import dev.tollgate.chat.TokenType;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceList;
import dev.tollgate.pricing.Usd;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.ClassPathResource;

/**
 * Prints what a scrape takes of a gateway with many models and teams, and what it takes
 * to count a call. It runs only when it is named:
 * {@code mvn -q -B test -Dtest=ScrapeBenchmark}.
 */
class ScrapeBenchmark {

	private static final int MODELS = 1000;

	private static final int TEAMS = 50;

	private static final Usd CENT = Usd.of("0.01");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final CallMetrics metrics = new CallMetrics(this.registry, new MetricsProperties(List.of(), 50),
			new Traces(new StaticListableBeanFactory().getBeanProvider(Tracer.class),
					new StaticListableBeanFactory().getBeanProvider(Propagator.class)));

	@Test
	void printsWhatAScrapeTakes() throws IOException {
		PriceGauges prices = new PriceGauges(PriceBook.of(PriceList.load(new ClassPathResource("prices.yml"))),
				Clock.systemUTC(), this.registry);
		print("every team calls one model", 1, prices);
		print("every team calls every model", MODELS, prices);
		count();
	}

	/** Each team calls so many of the models. */
	private void print(String what, int modelsOfATeam, PriceGauges prices) throws IOException {
		for (int team = 0; team < TEAMS; team++) {
			for (int i = 0; i < modelsOfATeam; i++) {
				this.metrics.record(call((modelsOfATeam == 1) ? team * (MODELS / TEAMS) : i, team), null);
			}
		}
		for (int model = 0; model < MODELS; model++) {
			this.metrics.record(call(model, model % TEAMS), null);
			prices.show("provider" + model % 10, "openai", "model-" + model);
		}
		String text = "";
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 10; i++) {
			long began = System.nanoTime();
			text = this.registry.scrape();
			best = Math.min(best, System.nanoTime() - began);
		}
		System.out.printf("%s: %,d series, %.1f MB, %.1f MB gzipped, %d ms%n", what,
				text.lines().filter((line) -> !line.startsWith("#")).count(), text.length() / 1e6, gzipped(text) / 1e6,
				best / 1_000_000);
	}

	private static int gzipped(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.size();
	}

	private void count() {
		CallSummary call = call(1, 1);
		for (int round = 0; round < 5; round++) {
			long began = System.nanoTime();
			for (int i = 0; i < 1_000_000; i++) {
				this.metrics.record(call, null);
			}
			System.out.printf("to count a streamed call of three kinds of tokens: %d ns%n",
					(System.nanoTime() - began) / 1_000_000);
		}
	}

	private static CallSummary call(int model, int team) {
		List<Cost.Line> lines = List.of(line(TokenType.INPUT), line(TokenType.CACHED_INPUT), line(TokenType.OUTPUT));
		return new CallSummary("provider" + model % 10, "model-" + model, "provider" + model % 10 + "/model-" + model,
				"team-" + team, Tags.NONE, true, Outcome.COMPLETED, true, TokenUsage.text(100, 100), false, "standard",
				new Cost(CENT, lines, Usd.ZERO, Usd.ZERO, CENT), Duration.ofSeconds(2), Duration.ofMillis(300),
				Duration.ofMillis(1));
	}

	private static Cost.Line line(TokenType type) {
		return new Cost.Line(type, 100, CENT, CENT);
	}

}
