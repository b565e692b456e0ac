package dev.tollgate;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names and labels that dashboards, alerts and operators rely on, exactly.
 */
class MetricNamesTests extends GatewayTests {

	private static final String QUESTION = "Why is the sky blue? [[simulate %s]]";

	private Scrape scrape = new Scrape(Map.of());

	@BeforeEach
	void callAndLook() {
		this.gateway.chat("deepseek-chat", QUESTION.formatted("tokens=20 cached=3"));
		this.gateway.stream("gpt-4o", QUESTION.formatted("tokens=20"));
		this.gateway.chat("openai/without-a-price", QUESTION.formatted("tokens=5"));
		this.gateway.chat("guarded", QUESTION.formatted("tokens=5"));
		// the ledger's answer is that of the look before
		Awaitility.await().until(() -> {
			this.scrape = Scrape.of(this.gateway.scrape(), "");
			return this.scrape.samples()
				.keySet()
				.stream()
				.anyMatch((series) -> series.name().equals("tollgate_spend_usd"));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					gen_ai_client_operation_seconds_count                | error gen_ai_operation_name gen_ai_request_model gen_ai_response_model gen_ai_system tollgate_route
					gen_ai_client_operation_seconds_bucket               | error gen_ai_operation_name gen_ai_request_model gen_ai_response_model gen_ai_system tollgate_route le
					gen_ai_client_token_usage_total                      | gen_ai_operation_name gen_ai_request_model gen_ai_response_model gen_ai_system gen_ai_token_type tollgate_route
					gen_ai_client_cost_usd_total                         | provider model route window token_type source team
					gen_ai_client_saved_usd_total                        | provider model reason
					gen_ai_server_time_to_first_token_seconds_bucket     | provider model le
					gen_ai_server_time_to_first_token_seconds_count      | provider model
					gen_ai_server_time_per_output_token_seconds_bucket   | provider model le
					gen_ai_server_time_per_output_token_seconds_count    | provider model
					tollgate_overhead_seconds_bucket                     | le
					tollgate_overhead_seconds_count                      |
					tollgate_attempts_total                              | provider model outcome
					tollgate_requests_total                              | route outcome streamed
					tollgate_responses_total                             | endpoint status
					tollgate_streams_active                              | provider
					tollgate_unpriced_tokens_total                       | provider model
					tollgate_price_list_age_seconds                      | provider
					tollgate_price_usd_per_million                       | provider model token_type
					tollgate_price_window_open                           | provider model window
					tollgate_price_next_change_timestamp_seconds         | provider model
					tollgate_spend_usd                                   | period
					tollgate_ledger_pending_rows                         |
					tollgate_request_log_dropped_total                   |
					tollgate_calls_in_flight                             |
					tollgate_calls_limit                                 |
					tollgate_calls_shed_total                            |
					tollgate_upstream_connections                        | provider state
					resilience4j_circuitbreaker_state                    | name state
					""")
	void aMetricHasTheseLabelsAndNoOthers(String name, String labels) {
		Set<String> expected = (labels != null) ? new TreeSet<>(Arrays.asList(labels.split(" "))) : Set.of();
		Set<Set<String>> found = this.scrape.samples()
			.keySet()
			.stream()
			.filter((series) -> series.name().equals(name))
			.map((series) -> (Set<String>) new TreeSet<>(series.labels().keySet()))
			.collect(Collectors.toSet());
		assertThat(found).as(name).containsExactly(expected);
	}

	@Test
	void bucketsAreThoseOfAnswersByModels() {
		assertThat(buckets("gen_ai_server_time_to_first_token_seconds_bucket")).contains("0.05", "1.0", "120.0");
		assertThat(buckets("gen_ai_server_time_per_output_token_seconds_bucket")).contains("0.001", "0.05", "1.0");
		assertThat(buckets("tollgate_overhead_seconds_bucket")).contains("5.0E-5", "0.001", "1.0");
		assertThat(buckets("gen_ai_client_operation_seconds_bucket")).contains("0.1", "10.0", "120.0");
	}

	private Set<String> buckets(String name) {
		return this.scrape.samples()
			.keySet()
			.stream()
			.filter((series) -> series.name().equals(name))
			.map((series) -> series.label("le"))
			.collect(Collectors.toSet());
	}

}
