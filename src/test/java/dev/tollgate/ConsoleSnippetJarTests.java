package dev.tollgate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the console offers to copy runs as it is, with no more than the key.
 */
class ConsoleSnippetJarTests extends ConsolePageTests {

	private static final byte[] PICTURE = Base64.getDecoder()
		.decode("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC");

	// what shells, text blocks and string literals of all kinds stumble over
	private static final String PROMPT = "It's \"$HOME\" `date` \\ \\n \\u0041 ''' \"\"\" ${x} %s 空🌇\nJSON\nsecond line";

	@TempDir
	private Path directory = Path.of("");

	@ParameterizedTest
	@CsvSource({ "curl,call.sh,bash", "Python,ask.py,python3", "Node,ask.mjs,node", "Java,Ask.java,java" })
	void aCopiedCallRuns(String language, String file, String command) throws Exception {
		String program = program(command);
		visit("#/playground");
		choose("gpt-4o");
		this.page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Coding")).check();
		css("input[type=file]").setInputFiles(new FilePayload("it's a picture.png", "image/png", PICTURE));
		expect(css(".attachments img")).hasCount(1);
		css(".prompt").fill(PROMPT);
		button("Send").click();
		css(".figures strong").waitFor();
		css("article.answer").getByText("Code").click();
		this.page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(language)).click();
		String code = css("dialog pre").textContent();
		assertThat(code).contains("TOLLGATE_KEY").doesNotContain(GatewayProcess.KEY);
		String sent = this.gateway.calls().getFirst().path("body").asString();
		this.gateway.forgetCalls();
		Files.writeString(this.directory.resolve(file), code);
		Files.write(this.directory.resolve("it's a picture.png"), PICTURE);
		String output = run(program, file);
		assertThat(output).as(output).contains("prompt_tokens");
		// the very call, task and temperature included
		assertThat(GatewayCaller.json(this.gateway.calls().getFirst().path("body").asString()))
			.isEqualTo(GatewayCaller.json(sent));
	}

	private void choose(String model) {
		this.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Model")).fill(model);
		this.page.keyboard().press("Enter");
	}

	private static String program(String command) {
		if (command.equals("java")) {
			return Path.of(System.getProperty("java.home"), "bin", "java").toString();
		}
		Optional<Path> found = List.of(System.getenv("PATH").split(":"))
			.stream()
			.map((folder) -> Path.of(folder, command))
			.filter(Files::isExecutable)
			.findFirst();
		Assumptions.assumeTrue(found.isPresent(), "There is no " + command);
		return found.orElseThrow().toString();
	}

	private String run(String program, String file) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(program, file).directory(this.directory.toFile())
			.redirectErrorStream(true);
		builder.environment().put("TOLLGATE_KEY", GatewayProcess.KEY);
		builder.environment().put("PYTHONIOENCODING", "utf-8");
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
