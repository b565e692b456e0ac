package dev.tollgate;

import java.time.Clock;
import java.util.List;

import dev.tollgate.demo.DemoCommand;
import dev.tollgate.pricing.PricesCommand;
import sun.misc.Signal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

/**
 * Starts the gateway, or a command beside it.
 */
@SpringBootApplication(proxyBeanMethods = false,
		// nothing of ours is proxied, and looking at every bean for it takes a twentieth
		// of the start
		exclude = { AopAutoConfiguration.class, TransactionAutoConfiguration.class,
				PersistenceExceptionTranslationAutoConfiguration.class })
@ConfigurationPropertiesScan
public class TollgateApplication {

	/**
	 * Starts the gateway, or runs the command that the arguments begin with.
	 * @param args Spring Boot's own arguments, such as {@code --server.port=9090}, or
	 * {@code prices import FILE}, {@code train} or {@code demo}
	 */
	public static void main(String[] args) {
		if (args.length > 0 && args[0].equals(PricesCommand.NAME)) {
			System.exit(PricesCommand.run(List.of(args), Clock.systemUTC(), System.out, System.err));
		}
		if (args.length > 0 && args[0].equals(TrainingRun.NAME)) {
			System.exit(TrainingRun.run(List.of(args), System.err));
		}
		endWellOn("TERM");
		if (args.length > 0 && args[0].equals(DemoCommand.NAME)) {
			if (!DemoCommand.run(TollgateApplication.class, List.of(args), System.err)) {
				System.exit(1);
			}
			return;
		}
		SpringApplication.run(TollgateApplication.class, args);
	}

	/**
	 * To be told to end is no failure, which the status 143 of the machine's own handler
	 * would say. The hooks run as they would there.
	 */
	private static void endWellOn(String signal) {
		try {
			Signal.handle(new Signal(signal), (ignored) -> System.exit(0));
		}
		catch (IllegalArgumentException ex) {
			// a machine that was told to leave signals alone, or that knows none
		}
	}

}
