package dev.tollgate.simulator;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which calls a fault is meant for.
 */
class FaultOrderTests extends FaultyCalls {

	@AfterEach
	void heal() {
		caller.simulator.heal("openai");
		caller.simulator.heal("deepseek");
	}

	private static int openAi(String faults) {
		return caller.openAi(CHAT.formatted("gpt-4o", faults)).statusCode();
	}

	private static int openAi(String faults, String key) {
		String url = caller.simulator.openAiBaseUrl() + "/chat/completions";
		return caller.post(url, CHAT.formatted("gpt-4o", faults), "authorization", "Bearer " + key).statusCode();
	}

	private static int deepSeek(String faults) {
		return caller.deepSeek(CHAT.formatted("deepseek-chat", faults)).statusCode();
	}

	@Test
	void eachProviderMayFailInAWayOfItsOwn() {
		String faults = "only=openai status=429; only=deepseek status=503; tokens=3";
		assertThat(openAi(faults)).isEqualTo(429);
		assertThat(deepSeek(faults)).isEqualTo(503);
		assertThat(gemini(faults).statusCode()).isEqualTo(200);
		assertThat(openAi("only=deepseek,openai status=500;")).isEqualTo(500);
		assertThat(gemini("only=deepseek,openai status=500").statusCode()).isEqualTo(200);
	}

	@Test
	void firstOneThingMayGoWrongAndThenAnother() {
		String faults = "status=503; times=1 status=429";
		assertThat(openAi(faults)).isEqualTo(429);
		assertThat(openAi(faults)).isEqualTo(503);
		assertThat(openAi(faults)).isEqualTo(503);
	}

	@Test
	void aFaultMayBeMeantForTheCallsWithOneKey() {
		assertThat(openAi("key=-one status=429", "key-one")).isEqualTo(429);
		assertThat(openAi("key=-one status=429", "key-two")).isEqualTo(200);
		assertThat(openAi("key=-one times=1 status=500", "key-two")).isEqualTo(200);
		assertThat(openAi("key=-one times=1 status=500", "key-one")).isEqualTo(500);
		assertThat(openAi("key=-one times=1 status=500", "key-one")).isEqualTo(200);
	}

	@Test
	void callsWithDifferentKeysAreToldApartAndTheKeysNotTold() {
		openAi("", "key-one");
		openAi("", "key-two");
		openAi("", "key-one");
		List<String> keys = caller.simulator.calls().stream().map(SimulatedCall::key).toList();
		assertThat(keys).hasSize(3).allMatch((key) -> key.matches("[0-9a-f]{8}"));
		assertThat(keys.get(2)).isEqualTo(keys.get(0)).isNotEqualTo(keys.get(1));
		assertThat(caller.simulator.calls().toString()).doesNotContain("key-one");
	}

	@Test
	void aFaultOfAProviderLastsUntilItIsHealed() {
		caller.simulator.fault("openai", "status=503");
		assertThat(openAi("")).isEqualTo(503);
		assertThat(openAi("")).isEqualTo(503);
		assertThat(deepSeek("")).isEqualTo(200);
		caller.simulator.clear();
		assertThat(openAi("")).isEqualTo(503);
		caller.simulator.heal("openai");
		assertThat(openAi("")).isEqualTo(200);
	}

	@Test
	void whatACallOrdersIsStrongerThanWhatItsProviderHas() {
		caller.simulator.fault("openai", "status=503 code=mine");
		HttpResponse<String> response = caller.openAi(CHAT.formatted("gpt-4o", "status=500"));
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(Caller.json(response).at("/error/code").asString("")).isEqualTo("mine");
	}

	@Test
	void aFaultOfAProviderMayBeForItsNextCallsOnly() {
		caller.simulator.fault("openai", "times=2 status=503");
		assertThat(openAi("")).isEqualTo(503);
		assertThat(openAi("")).isEqualTo(503);
		assertThat(openAi("")).isEqualTo(200);
		caller.simulator.fault("openai", "times=2 status=503");
		assertThat(openAi("")).isEqualTo(503);
	}

	@Test
	void aFaultOfAProviderMustBeUnderstood() {
		assertThatIllegalArgumentException().isThrownBy(() -> caller.simulator.fault("openai", "sttus=1"));
		assertThatIllegalArgumentException().isThrownBy(() -> caller.simulator.fault("mistral", "status=500"));
		assertThat(openAi("")).isEqualTo(200);
	}

	@Test
	void theFaultsOfProvidersAreOrderedOverHttp() {
		String url = caller.simulator.openAiBaseUrl().replaceFirst("/openai/v1", "/simulator/faults");
		assertThat(caller.put(url + "/deepseek", "status=503 tokens=2").statusCode()).isEqualTo(204);
		assertThat(deepSeek("")).isEqualTo(503);
		assertThat(Caller.json(caller.get(url)).at("/deepseek").asString("")).isEqualTo("status=503 tokens=2");
		assertThat(caller.put(url + "/deepseek", "sttus=503").body()).contains("Unknown simulation key 'sttus'");
		assertThat(caller.put(url + "/mistral", "status=503").statusCode()).isEqualTo(400);
		assertThat(caller.get(url + "/deepseek").statusCode()).isEqualTo(405);
		assertThat(caller.delete(url + "/deepseek").statusCode()).isEqualTo(204);
		assertThat(deepSeek("")).isEqualTo(200);
		assertThat(Caller.json(caller.get(url)).size()).isZero();
	}

}
