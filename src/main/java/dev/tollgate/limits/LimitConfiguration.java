package dev.tollgate.limits;

import java.time.Clock;
import java.time.Duration;

import dev.tollgate.ledger.Spending;
import dev.tollgate.redis.Outage;
import dev.tollgate.redis.Redis;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the limits of keys together: shared by gateways where there is Redis.
 */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

	@Bean
	Rejections rejections() {
		return new Rejections();
	}

	@Bean
	Counters limitCounters(Redis redis, Spending spending, Rejections rejections, LimitProperties properties,
			Clock clock) {
		LocalCounters local = new LocalCounters(spending, rejections, clock);
		if (!redis.isConfigured()) {
			return local;
		}
		LimitScripts scripts = new LimitScripts(redis.link());
		OutageSlices slices = new OutageSlices(spending, rejections, properties.outageSlice());
		Outage outage = new Outage(
				"Redis does not answer, so this gateway counts its share of limits alone, "
						+ "and spends a small part of budgets",
				Duration.ZERO, clock, LogFactory.getLog(SharedCounters.class));
		SharedGrants grants = new SharedGrants(scripts, slices, outage, properties);
		return new SharedCounters(new SharedParts(scripts, grants, slices, local), spending, rejections, properties,
				clock);
	}

	@Bean
	LedgerCheck ledgerCheck(Counters counters, Spending spending) {
		return new LedgerCheck(counters, spending);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	LimitWatch limitWatch(Counters counters, LedgerCheck check, BudgetGauges gauges, LimitProperties properties) {
		return new LimitWatch(counters, check, gauges, properties);
	}

}
