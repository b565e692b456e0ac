package dev.tollgate.limits;

import java.time.Clock;

import dev.tollgate.ledger.Spending;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the limits of keys together.
 */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

	@Bean
	Rejections rejections() {
		return new Rejections();
	}

	@Bean
	LocalCounters limitCounters(Spending spending, Rejections rejections, Clock clock) {
		return new LocalCounters(spending, rejections, clock);
	}

	@Bean
	LedgerCheck ledgerCheck(LocalCounters counters, Spending spending, Clock clock) {
		return new LedgerCheck(counters.budgets(), spending, clock);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	LimitWatch limitWatch(LocalCounters counters, LedgerCheck check, BudgetGauges gauges, LimitProperties properties) {
		return new LimitWatch(counters, check, gauges, properties);
	}

}
