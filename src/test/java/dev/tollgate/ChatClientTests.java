package dev.tollgate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.simulator.SimulatedCall;
import dev.tollgate.springai.GatewayChatModel;
import dev.tollgate.wire.springai.WireChatOptions;
import dev.tollgate.wire.springai.WirePrompts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.SafeGuardAdvisor;
import org.springframework.ai.chat.client.advisor.SimpleLoggerAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Spring AI's client on top of the gateway, as somebody uses it who knows nothing of us.
 */
class ChatClientTests extends GatewayTests {

	private static final String BODY = """
			{"model": "gpt-4o", "temperature": 0.25, "seed": 7, "logprobs": true, "top_logprobs": 2,
			 "stop": ["END", "STOP"], "max_completion_tokens": 50, "metadata": {"a": {"b": [1, 2.50, null]}},
			 "response_format": {"type": "text"}, "x_unknown": {"deep": [true]},
			 "tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters": {"type": "object"}}}],
			 "messages": [
			  {"role": "developer", "content": "Be brief.", "name": "ops"},
			  {"role": "user", "name": "ada", "content": [
			   {"type": "text", "text": "What is this?"},
			   {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
			   {"type": "text", "text": "And this?", "cache_control": {"type": "ephemeral"}}]},
			  {"role": "assistant", "content": null, "tool_calls": [
			   {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\": 1}"}}]},
			  {"role": "tool", "tool_call_id": "c1", "content": "42", "x_more": 1},
			  {"role": "user", "content": "Go on"}]}
			""";

	@Autowired
	private ChatClient.Builder clients;

	@Autowired
	private ChatModel model;

	private ChatClient client() {
		return this.clients.defaultOptions(WireChatOptions.builder().model("gpt-4o-mini")).build();
	}

	@Test
	void theGatewayIsTheModelThatIsFound() {
		assertThat(this.model).isInstanceOf(GatewayChatModel.class);
	}

	@Test
	void aChatGoesTheWayOfAllCalls() {
		ChatResponse response = client().prompt("Why is the sky blue?").call().chatResponse();
		assertThat(Objects.requireNonNull(response).getResults()).hasSize(1);
		assertThat(response.getResults().getFirst().getOutput().getText()).contains("Rayleigh");
		assertThat(response.getMetadata().getModel()).isEqualTo("gpt-4o-mini-2024-07-18");
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isPositive();
		assertThat(sent().path("temperature").asDouble()).as("the provider's default").isEqualTo(0.6);
		Awaitility.await().untilAsserted(() -> {
			JsonNode rows = GatewayCaller.json(this.gateway.get("/admin/requests?key=in-process").body()).path("data");
			assertThat(rows.valueStream()
				.filter((row) -> row.path("requested_model").asString().equals("gpt-4o-mini"))
				.map((row) -> row.path("usage").path("output").asInt()))
				.contains(response.getMetadata().getUsage().getCompletionTokens());
		});
	}

	@Test
	void whatSpringHasNoNameForIsNotLost() {
		this.gateway.post("/v1/chat/completions", BODY);
		JsonNode bytes = sent();
		this.simulator.clear();
		ObjectNode body = (ObjectNode) GatewayCaller.json(BODY);
		this.clients.build()
			.prompt(WirePrompts.prompt(body))
			.advisors(AdvisorParams.toolCallingAdvisorAutoRegister(false))
			.advisors((advisors) -> advisors.advisors(new SafeGuardAdvisor(List.of("forbidden")),
					new SimpleLoggerAdvisor()))
			.call()
			.chatResponse();
		assertThat(sent()).isEqualTo(bytes);
	}

	@Test
	void whatSpringHasNoNameForIsNotLostInStreams() {
		String streamed = BODY.replaceFirst("\\{", "{\"stream\": true,");
		this.gateway.post("/v1/chat/completions", streamed);
		JsonNode bytes = sent();
		this.simulator.clear();
		ObjectNode body = (ObjectNode) GatewayCaller.json(streamed);
		var _ = this.clients.build()
			.prompt(WirePrompts.prompt(body))
			.advisors(AdvisorParams.toolCallingAdvisorAutoRegister(false))
			.advisors((advisors) -> advisors.advisors(new SafeGuardAdvisor(List.of("forbidden")),
					new SimpleLoggerAdvisor()))
			.stream()
			.chatResponse()
			.blockLast();
		assertThat(sent()).isEqualTo(bytes);
	}

	@Test
	void aStreamComesInPiecesAndEndsWithItsUsage() {
		List<ChatResponse> events = Objects
			.requireNonNull(client().prompt("Why is the sky blue?").stream().chatResponse().collectList().block());
		assertThat(events).hasSizeGreaterThan(5);
		StringBuilder text = new StringBuilder();
		events.stream()
			.flatMap((event) -> event.getResults().stream())
			.forEach((result) -> text.append(result.getOutput().getText()));
		assertThat(text).contains("Rayleigh");
		assertThat(events.getLast().getMetadata().getUsage().getTotalTokens()).isPositive();
	}

	@Test
	void whoLeavesAStreamEndsTheCall() {
		var _ = client().prompt("Tell me all [[simulate endless gap=5ms]]").stream().content().take(3).blockLast();
		Awaitility.await().atMost(GatewayCaller.PATIENCE).until(() -> upstream().endedAt() != null);
		assertThat(upstream().outcome()).isEqualTo(SimulatedCall.Outcome.CANCELLED);
	}

	@Test
	void toolsRunInThisProcess() {
		Weather weather = new Weather();
		String answer = client().prompt("How is the weather in Paris? [[simulate]]").tools(weather).call().content();
		assertThat(weather.asked).isPositive();
		assertThat(answer).isNotBlank();
		assertThat(this.simulator.calls()).hasSize(2);
		JsonNode second = GatewayCaller.json(String.valueOf(this.simulator.calls().getLast().body()));
		assertThat(second.path("messages").valueStream().map((message) -> message.path("role").asString()))
			.containsExactly("user", "assistant", "tool");
	}

	@Test
	void toolsRunInStreams() {
		Weather weather = new Weather();
		String answer = String.join("",
				Objects.requireNonNull(client().prompt("How is the weather in Paris?")
					.tools(weather)
					.stream()
					.content()
					.collectList()
					.block()));
		assertThat(weather.asked).isPositive();
		assertThat(answer).isNotBlank();
	}

	@Test
	void answersBecomeEntities() {
		City city = client().prompt("A city [[simulate text={\"name\": \"Paris\", \"people\": 2100000}]]")
			.call()
			.entity(City.class);
		assertThat(city).isEqualTo(new City("Paris", 2_100_000));
	}

	@Test
	void schemasGoToTheProviderWhereThatIsAskedFor() {
		client().prompt("A city [[simulate text={\"name\": \"Paris\", \"people\": 2100000}]]")
			.call()
			.entity(City.class, (entity) -> entity.useProviderStructuredOutput());
		assertThat(sent().path("response_format").path("json_schema").path("schema").path("properties").propertyNames())
			.contains("name", "people");
	}

	@Test
	void picturesAreSentAsDataUrls() {
		client().prompt()
			.user((user) -> user.text("What is this?")
				.media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[] { 1, 2, 3 })))
			.call()
			.content();
		JsonNode parts = sent().path("messages").path(0).path("content");
		assertThat(parts.path(1).path("image_url").path("url").asString()).isEqualTo("data:image/png;base64,AQID");
	}

	@Test
	void memoryRemembers() {
		ChatMemory memory = MessageWindowChatMemory.builder().build();
		ChatClient client = this.clients.defaultOptions(WireChatOptions.builder().model("gpt-4o-mini"))
			.defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
			.build();
		for (String question : List.of("Why is the sky blue?", "And at night?")) {
			client.prompt(question)
				.advisors((advisors) -> advisors.param(ChatMemory.CONVERSATION_ID, "one"))
				.call()
				.content();
		}
		JsonNode second = GatewayCaller.json(String.valueOf(this.simulator.calls().getLast().body()));
		assertThat(second.path("messages").valueStream().map((message) -> message.path("role").asString()))
			.containsExactly("user", "assistant", "user");
	}

	@Test
	void failuresAreTheGatewaysOwn() {
		assertThatExceptionOfType(GatewayException.RateLimited.class)
			.isThrownBy(() -> client().prompt("Hello [[simulate status=429]]").call().content());
		StepVerifier.create(this.model.stream(prompt("no-such-model", "Hello")))
			.verifyError(GatewayException.UnknownModel.class);
	}

	@Test
	void aPromptWithoutAModelIsRefusedInWords() {
		assertThatExceptionOfType(GatewayException.InvalidRequest.class)
			.isThrownBy(() -> this.model.call(new Prompt("Hello")))
			.withMessageContaining("tollgate.in-process.model");
	}

	@Test
	void anEventLoopIsNotBlocked() {
		Mono<ChatResponse> blocking = Mono.fromCallable(() -> this.model.call(prompt("gpt-4o", "Hello")))
			.subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(blocking::block).withMessageContaining("stream()");
	}

	@Test
	void anInterruptEndsTheCall() throws Exception {
		Thread caller = Thread.ofVirtual()
			.start(() -> this.model.call(prompt("gpt-4o", "Hello [[simulate delay=60s]]")));
		Awaitility.await().atMost(GatewayCaller.PATIENCE).until(() -> this.simulator.calls().size() == 1);
		caller.interrupt();
		caller.join(TimeUnit.SECONDS.toMillis(GatewayCaller.PATIENCE.toSeconds()));
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> upstream().outcome() == SimulatedCall.Outcome.CANCELLED);
	}

	private static Prompt prompt(String model, String text) {
		return new Prompt(List.of(new UserMessage(text)), WireChatOptions.builder().model(model).build());
	}

	record City(String name, int people) {
	}

	static final class Weather {

		private int asked;

		@Tool(description = "Says how the weather is")
		Map<String, Object> weather(String city) {
			this.asked++;
			return Map.of("city", city, "sky", "blue");
		}

	}

}
