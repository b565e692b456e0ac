package dev.tollgate.pricing;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;

/**
 * The command {@code prices import FILE}, which needs no running gateway.
 */
public final class PricesCommand {

	/** The first of the arguments that call it. */
	public static final String NAME = "prices";

	private static final Set<String> PROVIDERS = new TreeSet<>(List.of("openai", "deepseek", "gemini"));

	private static final String USAGE = "Usage: java -jar tollgate.jar prices import FILE "
			+ "[--provider openai|deepseek|gemini] [--tollgate.prices.location=FILE,...]";

	private PricesCommand() {
	}

	/**
	 * Runs the command.
	 * @param arguments the arguments, {@link #NAME} first
	 * @param clock tells from which day on the new rows hold
	 * @param out where the new rows go, as YAML
	 * @param err where the summary and failures go
	 * @return 0, or 1 if nothing could be imported
	 */
	public static int run(List<String> arguments, Clock clock, PrintStream out, PrintStream err) {
		try {
			Options options = Options.of(arguments);
			Instant now = clock.instant();
			ForeignList list = ForeignPrices.read(options.file(), options.providers(),
					LocalDate.ofInstant(now, ZoneOffset.UTC));
			err.println(new PriceImport(options.location(), now, out).print(list,
					String.valueOf(options.file().getFileName())));
			return 0;
		}
		catch (PriceListException | IllegalArgumentException ex) {
			err.println(ex.getMessage());
			return 1;
		}
	}

	/**
	 * What the command is asked for.
	 *
	 * @param file the other price list
	 * @param providers the providers whose models are looked at
	 * @param location the price list's own files
	 */
	private record Options(Path file, Set<String> providers, List<Resource> location) {

		static Options of(List<String> arguments) {
			List<String> rest = new ArrayList<>();
			Set<String> providers = new TreeSet<>();
			String location = PricesProperties.SHIPPED;
			for (int i = 1; i < arguments.size(); i++) {
				String argument = arguments.get(i);
				if (argument.equals("--provider") && i + 1 < arguments.size()) {
					providers.addAll(names(arguments.get(++i)));
				}
				else if (argument.startsWith("--provider=")) {
					providers.addAll(names(value(argument)));
				}
				else if (argument.startsWith("--tollgate.prices.location=")) {
					location = value(argument);
				}
				else {
					rest.add(argument);
				}
			}
			if (rest.size() != 2 || !rest.getFirst().equals("import") || rest.get(1).startsWith("-")
					|| !PROVIDERS.containsAll(providers)) {
				throw new IllegalArgumentException(USAGE);
			}
			DefaultResourceLoader loader = new DefaultResourceLoader();
			return new Options(Path.of(rest.get(1)), providers.isEmpty() ? PROVIDERS : providers,
					names(location).stream().map(loader::getResource).toList());
		}

		private static List<String> names(String value) {
			return Arrays.asList(value.split(","));
		}

		private static String value(String argument) {
			return argument.substring(argument.indexOf('=') + 1);
		}

	}

}
