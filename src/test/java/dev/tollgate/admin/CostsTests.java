package dev.tollgate.admin;

import java.util.Arrays;
import java.util.List;

import dev.tollgate.chat.TokenUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CostsTests {

	private final AdminServer server = new AdminServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void sumsStandBesideWhatTheyAreGroupedBy() {
		this.server.reports.sums
			.add(Ledgers.sum(List.of("2026-11-20", "apollo"), 2, Ledgers.cached(100, 40, 7), "1234567.100000000001"));
		this.server.reports.sums
			.add(Ledgers.sum(Arrays.asList("2026-11-20", null), 1, TokenUsage.text(0, 0), "0.000000000"));
		assertThat(this.server.get("/admin/costs?group_by=day,tag:project&from=2026-11-01"))
			.isEqualTo("{\"data\":[" + "{\"day\":\"2026-11-20\",\"tag:project\":\"apollo\",\"requests\":2,"
					+ "\"usage\":{\"input\":100,\"cached_input\":40,\"output\":7},\"unpriced_tokens\":0,"
					+ "\"cost_usd\":\"1234567.100000000001\",\"saved_usd\":\"0.1\",\"saved_by_cache_usd\":\"0\"},"
					+ "{\"day\":\"2026-11-20\",\"tag:project\":null,\"requests\":1,"
					+ "\"usage\":{\"input\":0,\"output\":0},\"unpriced_tokens\":0,"
					+ "\"cost_usd\":\"0\",\"saved_usd\":\"0.1\",\"saved_by_cache_usd\":\"0\"}],\"next_cursor\":null}");
		assertThat(this.server.reports.costQueries.getFirst()).hasToString(
				"CostQuery[groupBy=[" + "Grouping[dimension=DAY, tag=null], Grouping[dimension=TAG, tag=project]], "
						+ "from=2026-11-01T00:00:00Z, to=null, key=null]");
	}

	@Test
	void aFileHasALineForEverySum() {
		this.server.reports.sums.add(Ledgers.sum(List.of("=1+1", "a,b"), 2, Ledgers.cached(100, 40, 7), "0.50"));
		assertThat(this.server.get("/admin/costs?group_by=key,tag:project", "text/csv"))
			.isEqualTo("key,tag:project,requests,input,cached_input,cache_write,output,reasoning,audio_input,"
					+ "cached_audio_input,image_input,video_input,audio_output,image_output,unpriced_tokens,cost_usd,"
					+ "saved_usd,saved_by_cache_usd\r\n" + "'=1+1,\"a,b\",2,100,40,0,7,0,0,0,0,0,0,0,0,0.5,0.1,0\r\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "'';[]", "?group_by=;[]", "?group_by=provider,model,window;[PROVIDER, MODEL, WINDOW]",
					"?group_by=team,key,route;[TEAM, KEY, ROUTE]", "?group_by=hour,%20day;[HOUR, DAY]" })
	void everythingThatTheContractNamesIsADimension(String query, String dimensions) {
		this.server.get("/admin/costs" + query);
		assertThat(this.server.reports.costQueries.getFirst().groupBy().stream().map((by) -> by.dimension()).toList())
			.hasToString(dimensions);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "group_by=tag;group_by", "group_by=tag:;group_by", "group_by=minute;group_by",
					"group_by=day,day;group_by", "group_by=day,,key;group_by", "group_by=tag:a,tag:a;group_by",
					"group_by=tag:a,tag:b,tag:c,tag:d,tag:e,tag:f,tag:g;group_by", "group=day;group", "limit=1;limit",
					"from=now;from" })
	void aWrongParameterIsNamed(String query, String name) {
		assertThat(this.server.get("/admin/costs?" + query)).contains("|" + name + "|");
		assertThat(this.server.reports.costQueries).isEmpty();
	}

}
