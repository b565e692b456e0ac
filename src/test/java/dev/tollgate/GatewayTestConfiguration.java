package dev.tollgate;

import dev.tollgate.testing.SettableClock;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/**
 * What tests have beside the application: a clock they set, somebody who calls, and
 * somebody who takes down what is observed.
 */
@TestConfiguration(proxyBeanMethods = false)
class GatewayTestConfiguration {

	@Bean
	@Primary
	SettableClock settableClock() {
		return new SettableClock();
	}

	@Bean
	GatewayCaller gatewayCaller(Environment environment) {
		return new GatewayCaller(environment);
	}

	@Bean
	ObservationRecorder observationRecorder() {
		return new ObservationRecorder();
	}

	@Bean
	ShoutingAdvisor shoutingAdvisor() {
		return new ShoutingAdvisor();
	}

}
