package dev.tollgate.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the machine, called with arguments.
 */
final class Command {

	private static final long PATIENCE_MINUTES = 5;

	private final List<String> program;

	private final Map<String, String> environment;

	Command(Map<String, String> environment, String... program) {
		this.program = List.of(program);
		this.environment = environment;
	}

	/** What it says when it is called, which must succeed. */
	String run(String... arguments) {
		Result result = call(arguments);
		if (result.status() != 0) {
			throw new AssertionError(
					this.program + " " + List.of(arguments) + ": " + result.status() + "\n" + result.output());
		}
		return result.output().strip();
	}

	/** What comes of a call, whatever it is. */
	Result call(String... arguments) {
		List<String> line = new ArrayList<>(this.program);
		line.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
		builder.environment().putAll(this.environment);
		// keys of whoever runs the tests are not for the tests
		List.of("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "GEMINI_API_KEY").forEach(builder.environment()::remove);
		try {
			Process process = builder.start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
				process.destroyForcibly();
				throw new AssertionError(line + " does not end");
			}
			return new Result(process.exitValue(), output);
		}
		catch (IOException ex) {
			return new Result(127, String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/**
	 * How a call ended.
	 *
	 * @param status 0 if it went well, 127 if there is no such program
	 * @param output what it said, on either stream
	 */
	record Result(int status, String output) {
	}

}
