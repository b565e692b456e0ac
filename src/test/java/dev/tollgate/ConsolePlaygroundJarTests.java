package dev.tollgate;

import java.util.Base64;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models answer in the playground as they would any front end, and it says what that
 * cost.
 */
class ConsolePlaygroundJarTests extends ConsolePageTests {

	private static final byte[] PICTURE = Base64.getDecoder()
		.decode("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC");

	private static final String ENCODED = Base64.getEncoder().encodeToString(PICTURE);

	@BeforeEach
	void signInFirst() {
		visit("#/playground");
	}

	private void ask(String text) {
		css(".prompt").fill(text);
		button("Send").click();
	}

	private void choose(String model) {
		Locator picker = this.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Model")).last();
		picker.fill(model);
		picker.press("Enter");
	}

	private void task(String name) {
		this.page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(name).setExact(true)).check();
	}

	/** The last answer, when it is complete and its cost is known. */
	private Locator answered() {
		Locator answer = css("article.answer").last();
		answer.locator(".figures strong").waitFor();
		return answer;
	}

	private JsonNode sent(int call) {
		return GatewayCaller.json(this.gateway.calls().get(call).path("body").asString());
	}

	@Test
	void anAnswerIsSeenGrowing() {
		ask("Tell me a lot [[simulate tokens=80 gap=25ms]]");
		Locator text = css("article.answer .prose");
		expect(text.locator("> :not(.typing)").first()).isVisible();
		int early = text.innerText().length();
		this.page.waitForFunction(
				"(early) => document.querySelector('article.answer .prose').innerText.length > early + 40", early);
		assertThat(css("article.answer").getAttribute("aria-busy")).isEqualTo("true");
		expect(css("article.answer .figures")).hasCount(0);
		expect(answered()).containsText("tokens/s");
		expect(answered()).containsText("First token");
		assertThat(text.innerText().length()).isGreaterThan(early + 40);
	}

	@Test
	void stopEndsTheCallAtTheProvider() {
		ask("Go on [[simulate endless gap=10ms]]");
		expect(css("article.answer .prose > :not(.typing)").first()).isVisible();
		assertThat(this.gateway.calls()).singleElement()
			.satisfies((call) -> assertThat(call.path("outcome").asString()).isEqualTo("ACTIVE"));
		button("Stop").click();
		Awaitility.await()
			.atMost(GatewayCaller.PATIENCE)
			.until(() -> this.gateway.calls().getFirst().path("outcome").asString().equals("CANCELLED"));
		expect(css("article.answer")).containsText("Stopped.");
		// what it cost until then the ledger knows
		expect(answered()).containsText("estimated");
		expect(button("Send")).isVisible();
	}

	@Test
	void theCostIsTheLedgersAndExplainedLineByLine() {
		choose("deepseek-reasoner");
		ask("Why is the sky blue? [[simulate cached=5]]");
		Locator answer = answered();
		expect(answer.locator("details.thoughts")).isVisible();
		expect(answer.locator("details.thoughts")).not().hasAttribute("open", "");
		String shown = answer.locator(".figures strong").getAttribute("title");
		String id = answer.getByText("Why this cost").getAttribute("href").substring("#/cost/".length());
		JsonNode row = this.gateway.ask("/admin/requests?id=" + id).path("data").path(0);
		assertThat(shown).isEqualTo(row.path("cost_usd").asString() + " USD");
		answer.getByText("Why this cost").click();
		expect(css(".headline")).hasText("$" + row.path("cost_usd").asString());
		expect(css(".lines tbody tr")).hasCount(row.path("cost").size());
		expect(css(".lines tbody")).containsText("Cached input");
		expect(css(".lines tfoot")).containsText("it adds up");
		expect(css("section[aria-label=Price]")).containsText(row.path("price_row").asString());
		expect(css("section[aria-label=Price]")).containsText("answer was complete counts");
		go("#/playground");
		expect(css("article.answer .prose")).containsText("Rayleigh");
	}

	@Test
	void onePromptIsComparedAtThreeTemperatures() {
		css(".prompt").fill("A slogan, please");
		this.page.getByText("0.0 · 0.7 · 1.5").click();
		expect(css("article.answer .figures strong")).hasCount(3);
		expect(css(".column-head .temperature"))
			.hasText(new String[] { "Temperature 0.0", "Temperature 0.7", "Temperature 1.5" });
		List<JsonNode> temperatures = List.of(sent(0), sent(1), sent(2));
		assertThat(temperatures).extracting((body) -> body.path("temperature").asDouble())
			.containsExactlyInAnyOrder(0.0, 0.7, 1.5);
	}

	@Test
	void itSaysWhichTemperatureAppliesAndWhereItComesFrom() {
		expect(css(".sources")).hasText("deepseek-chat: 0.7, from the gateway’s default.");
		task("Coding");
		expect(css(".sources")).hasText("deepseek-chat: 0.0, from the task “Coding”.");
		choose("support");
		expect(css(".sources")).hasText("support: 0.1, from the task “Coding”.");
		task("None");
		expect(css(".sources")).hasText("support: 0.3, from the route’s default.");
		choose("deepseek-reasoner");
		expect(css(".sources")).hasText("deepseek-reasoner ignores temperatures, so that none is sent.");
		choose("deepseek-chat");
		task("Translation");
		ask("Hallo");
		answered();
		assertThat(sent(0).path("temperature").asDouble()).isEqualTo(1.3);
		this.page.getByLabel("Temperature").fill("1.5");
		expect(css(".sources")).hasText("deepseek-chat: 1.5, from this slider.");
		ask("Hallo");
		answered();
		assertThat(sent(1).path("temperature").asDouble()).isEqualTo(1.5);
	}

	@Test
	void systemPromptJsonAndLengthGoWithTheCallAndSoDoesTheConversation() {
		choose("gpt-4o-mini");
		this.page.getByLabel("System prompt").fill("You are brief");
		this.page.getByLabel("Most tokens of an answer").fill("50");
		this.page.getByLabel("Answer in JSON").check();
		ask("In JSON, please");
		answered();
		ask("And again, in JSON");
		expect(css("article.answer .figures strong")).hasCount(2);
		JsonNode body = sent(1);
		assertThat(body.path("response_format").path("type").asString()).isEqualTo("json_object");
		assertThat(body.path("max_tokens").asInt()).isEqualTo(50);
		assertThat(body.path("messages").valueStream().map((message) -> message.path("role").asString()))
			.containsExactly("system", "user", "assistant", "user");
	}

	@Test
	void picturesAreSentFromAFileByPasteAndByDrop() {
		choose("gpt-4o");
		css("input[type=file]").setInputFiles(new FilePayload("file.png", "image/png", PICTURE));
		String transfer = """
				(bytes) => { const transfer = new DataTransfer();
				  const file = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
				  transfer.items.add(new File([file], '%s.png', { type: 'image/png' })); return transfer; }""";
		css(".prompt").evaluate(
				"(prompt, clipboardData) => prompt.dispatchEvent(new ClipboardEvent('paste', { clipboardData }))",
				this.page.evaluateHandle(transfer.formatted("pasted"), ENCODED));
		css(".composer").dispatchEvent("drop",
				java.util.Map.of("dataTransfer", this.page.evaluateHandle(transfer.formatted("dropped"), ENCODED)));
		expect(css(".attachments img")).hasCount(3);
		button("Remove dropped.png").click();
		ask("What is in these?");
		answered();
		JsonNode content = sent(0).path("messages").path(0).path("content");
		assertThat(content.size()).isEqualTo(3);
		for (int part = 1; part < 3; part++) {
			assertThat(content.path(part).path("image_url").path("url").asString())
				.isEqualTo("data:image/png;base64," + ENCODED);
		}
	}

	@Test
	void aSoundIsSentToGeminiAndItIsToldWhoTakesNone() {
		css("input[type=file]").setInputFiles(new FilePayload("hello.wav", "audio/wav", "RIFF".getBytes()));
		expect(css(".misfit")).containsText("deepseek-chat is not known to take sounds.");
		choose("gemini-2.5-flash");
		expect(css(".misfit")).hasCount(0);
		ask("What is said?");
		answered();
		JsonNode parts = sent(0).path("contents").path(0).path("parts");
		assertThat(parts.toString()).contains("audio/wav")
			.contains(Base64.getEncoder().encodeToString("RIFF".getBytes()));
	}

	@Test
	void whatIsNeitherPictureNorSoundIsRefusedHere() {
		css("input[type=file]").setInputFiles(new FilePayload("evil.svg", "image/svg+xml", "<svg/>".getBytes()));
		expect(css(".composer [role=alert]")).containsText("evil.svg is neither a picture");
		expect(css(".attachments img")).hasCount(0);
	}

	@Test
	void aScriptInAnAnswerDoesNotRun() {
		ask("""
				Hi [[simulate text=<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>
				[a link](javascript:window.hacked=3) <a href="javascript:window.hacked=4">b</a> **bold**
				<iframe srcdoc="<script>parent.hacked=5</script>"></iframe> ![c](https://evil.example/pixel.png)]]""");
		Locator answer = answered().locator(".prose");
		expect(answer.locator("strong")).hasText("bold");
		expect(answer).containsText("onerror=\"window.hacked=1\"");
		expect(answer.locator("img, script, iframe, a")).hasCount(0);
		assertThat(this.page.evaluate("() => window.hacked ?? null")).isNull();
	}

	@Test
	void failuresAreToldInWords() {
		ask("Hi [[simulate status=400]]");
		expect(css("article.answer [role=alert]")).containsText("The gateway did not take that");
		ask("Hi [[simulate cut=5 tokens=30]]");
		expect(css("article.answer").nth(1).locator("[role=alert]")).containsText("The answer broke off");
		expect(css("article.answer").nth(1).locator(".prose p").first()).isVisible();
		answered();
		// a stream that failed is no reason to sign anybody out
		expect(button("Send")).isVisible();
	}

	@Test
	void whatAPromptWillCostIsSaidBeforeItIsSent() {
		choose("gpt-4o");
		css(".prompt").fill("Why is the sky blue?");
		JsonNode estimate = this.gateway.post("/v1/estimate",
				"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}");
		expect(css(".estimate")).containsText(estimate.path("input_tokens").asInt() + " tokens: $"
				+ estimate.path("now").path("input_usd").asString());
		assertThat(this.gateway.calls()).isEmpty();
	}

	@Test
	void theRawRequestAndAnswerAreShown() {
		ask("Why is the sky blue?");
		answered().getByText("Raw").click();
		expect(css("dialog pre")).containsText("\"include_usage\": true");
		this.page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Answer")).click();
		expect(css("dialog pre")).containsText("data: [DONE]");
		this.page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Headers")).click();
		expect(css("dialog pre")).containsText("x-tollgate-price-window");
		this.page.keyboard().press("Escape");
		expect(css("dialog")).hasCount(0);
		expect(css("body")).not().containsText(GatewayProcess.KEY);
	}

	@Test
	void modelsStandSideBySide() {
		button("Add a model").click();
		choose("gemini-2.5-flash");
		ask("Hello");
		expect(css("article.answer .figures strong")).hasCount(2);
		assertThat(this.gateway.calls()).extracting((call) -> call.path("provider").asString())
			.containsExactlyInAnyOrder("deepseek", "gemini");
		button("Remove gemini-2.5-flash").click();
		expect(css("article.answer")).hasCount(1);
	}

}
