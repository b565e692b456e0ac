package dev.tollgate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.tollgate.simulator.SimulatedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How far estimates are from what the provider counted, over prompts and answers of many
 * kinds and lengths, cut anywhere. The simulator counts with OpenAI's own vocabulary, for
 * all three.
 */
class EstimateErrorTests extends GatewayTests {

	private static final String[] PARAGRAPHS = {
			"The committee met on Tuesday to discuss the budget for the coming year. Several members argued that "
					+ "spending on roads should rise, while others preferred to repair the old library first. ",
			"Please summarise the following e-mail in three bullet points, and keep the names of all people and "
					+ "places as they are: Dear Mr. O'Brien, thank you for your letter of 3 March 2024. ",
			"for (int i = 0; i < items.size(); i++) { Item item = items.get(i); if (item.price() > 10) { "
					+ "total += item.price() * item.quantity(); } } return total; ",
			"{\"id\": 4711, \"name\": \"Widget\", \"tags\": [\"blue\", \"large\"], \"price\": 12.50, \"stock\": null} ",
			"Der Ausschuss tagte am Dienstag, um über den Haushalt des kommenden Jahres zu beraten. Mehrere "
					+ "Mitglieder wollten zuerst die Bücherei instand setzen. ",
			"委员会于星期二开会讨论来年的预算。几位成员认为应该增加道路开支，而其他人则希望先修缮旧图书馆。",
			"SELECT c.name, SUM(o.total) AS spent FROM customers c JOIN orders o ON o.customer_id = c.id "
					+ "WHERE o.created_at >= '2024-01-01' GROUP BY c.name ORDER BY spent DESC LIMIT 10; ",
			"I can't believe it's already the weekend! What should we cook for dinner tonight, pasta or curry? " };

	private static final List<String> MODELS = List.of("gpt-4o", "deepseek-chat", "gemini-2.0-flash");

	private final Random random = new Random(3);

	@Test
	void estimatesAreNearWhatTheProviderCounted() {
		List<Double> inputs = new ArrayList<>();
		List<Double> outputs = new ArrayList<>();
		List<Double> costs = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			measure(MODELS.get(i % MODELS.size()), inputs, outputs, costs);
		}
		report("input", inputs);
		report("output", outputs);
		report("cost", costs);
		assertThat(quantile(outputs, 0.5)).isLessThan(0.05);
		assertThat(quantile(costs, 0.5)).isLessThan(0.05);
		assertThat(quantile(costs, 0.95)).isLessThan(0.15);
	}

	private void measure(String model, List<Double> inputs, List<Double> outputs, List<Double> costs) {
		int cut = 5 + this.random.nextInt(model.startsWith("gemini") ? 60 : 240);
		String marker = " [[simulate tokens=" + 400 + " usage=last cut=" + cut + "]]";
		long requests = (long) this.gateway.metric("tollgate_requests_total");
		long inputBefore = tokens("input");
		long outputBefore = tokens("output");
		this.simulator.clear();
		this.gateway.receive("/v1/chat/completions", GatewayCaller.ask(model, prompt() + marker, ",\"stream\":true"));
		Awaitility.await().until(() -> this.gateway.metric("tollgate_requests_total") == requests + 1);
		SimulatedCall.Usage counted = upstream().usage();
		// the marker is the test's, and the provider does not count it
		double input = tokens("input") - inputBefore - marker.length() / 4.0;
		double output = tokens("output") - outputBefore;
		inputs.add(error(input, counted.input()));
		outputs.add(error(output, counted.output()));
		// output costs four times as much at all three
		costs.add(error(input + 4 * output, counted.input() + 4 * counted.output()));
	}

	private String prompt() {
		StringBuilder prompt = new StringBuilder();
		for (int i = 1 + this.random.nextInt(12); i > 0; i--) {
			prompt.append(PARAGRAPHS[this.random.nextInt(PARAGRAPHS.length)]);
		}
		return prompt.toString();
	}

	private long tokens(String type) {
		return (long) this.gateway.metric("gen_ai_client_token_usage_total", "gen_ai_token_type", type);
	}

	private static double error(double estimate, double counted) {
		return (estimate - counted) / counted;
	}

	private static double quantile(List<Double> errors, double share) {
		double[] sorted = errors.stream().mapToDouble(Math::abs).sorted().toArray();
		return sorted[(int) Math.ceil(share * sorted.length) - 1];
	}

	private static void report(String what, List<Double> errors) {
		double mean = errors.stream().mapToDouble((error) -> error).average().orElse(0);
		System.out.printf("Estimate of %s: median %.1f %%, 95 of 100 within %.1f %%, mean %+.1f %%, by model %s%n",
				what, 100 * quantile(errors, 0.5), 100 * quantile(errors, 0.95), 100 * mean,
				Arrays.toString(byModel(errors)));
	}

	private static String[] byModel(List<Double> errors) {
		String[] means = new String[MODELS.size()];
		for (int model = 0; model < means.length; model++) {
			double sum = 0;
			int count = 0;
			for (int i = model; i < errors.size(); i += means.length) {
				sum += errors.get(i);
				count++;
			}
			means[model] = "%+.1f %%".formatted(100 * sum / count);
		}
		return means;
	}

}
