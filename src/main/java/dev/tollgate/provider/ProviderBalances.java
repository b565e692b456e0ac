package dev.tollgate.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Asks providers now and then what is left on the gateway's accounts, so that somebody
 * hears of it before calls are refused. What is not known is not shown.
 */
@Component
final class ProviderBalances implements MeterBinder, InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(ProviderBalances.class);

	private final List<Account> accounts;

	private final long millis;

	private final EventLoopGroup loops;

	private final List<MultiGauge> gauges = new CopyOnWriteArrayList<>();

	private final Map<Account, List<Balance>> known = new ConcurrentHashMap<>();

	/** Whose failure is in the log already. */
	private final Set<Account> silent = ConcurrentHashMap.newKeySet();

	private @Nullable Future<?> questions;

	ProviderBalances(Providers providers, BalanceProperties properties, LoopResources loops) {
		this.accounts = providers.accounts();
		this.millis = properties.checkEvery().toMillis();
		this.loops = loops.onClient(LoopResources.DEFAULT_NATIVE);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.gauges.add(MultiGauge.builder("tollgate.provider.balance")
			.description("What is left on the account of a key at a provider, in its currency")
			.register(registry));
	}

	@Override
	public void afterPropertiesSet() {
		if (this.millis > 0 && !this.accounts.isEmpty()) {
			this.questions = this.loops.next().scheduleWithFixedDelay(this::ask, 0, this.millis, TimeUnit.MILLISECONDS);
		}
	}

	private void ask() {
		this.accounts.forEach(this::ask);
	}

	private void ask(Account account) {
		var _ = account.balances()
			.subscribeOn(Schedulers.fromExecutor(this.loops.next()))
			.subscribe((balances) -> told(account, balances), (failure) -> failed(account, failure));
	}

	private void told(Account account, List<Balance> balances) {
		this.silent.remove(account);
		this.known.put(account, balances);
		show();
	}

	private void failed(Account account, Throwable failure) {
		if (this.silent.add(account)) {
			// without the failure's own words, which may have the address
			logger.warn("The provider '" + account.provider() + "' does not say what is left on the account of key "
					+ account.key() + " (" + failure.getClass().getSimpleName() + ")");
		}
		if (this.known.remove(account) != null) {
			show();
		}
	}

	private synchronized void show() {
		List<MultiGauge.Row<?>> rows = this.known.entrySet()
			.stream()
			.flatMap((entry) -> entry.getValue()
				.stream().<MultiGauge.Row<?>>map((balance) -> row(entry.getKey(), balance)))
			.toList();
		// in place: a scrape may see one that is replaced twice, and fail
		this.gauges.forEach((gauge) -> gauge.register(rows, false));
	}

	private MultiGauge.Row<?> row(Account account, Balance balance) {
		String currency = balance.currency();
		return MultiGauge.Row.of(
				Tags.of("provider", account.provider(), "key", Integer.toString(account.key()), "currency", currency),
				() -> amount(account, currency));
	}

	private double amount(Account account, String currency) {
		return this.known.getOrDefault(account, List.of())
			.stream()
			.filter((balance) -> balance.currency().equals(currency))
			.mapToDouble((balance) -> balance.amount().doubleValue())
			.findFirst()
			.orElse(Double.NaN);
	}

	@Override
	public void destroy() {
		if (this.questions != null) {
			this.questions.cancel(false);
		}
	}

}
