package dev.tollgate.ledger;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import dev.tollgate.chat.GatewayException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Reports from the ledger's database, PostgreSQL or H2.
 */
final class JdbcLedgerReports implements LedgerReports, AutoCloseable {

	private static final Log logger = LogFactory.getLog(JdbcLedgerReports.class);

	private static final int THREADS = 3;

	private static final int WAITING = 100;

	/**
	 * Less than the driver's patience with the connection, so that the query ends too.
	 */
	private static final int TIMEOUT_SECONDS = 25;

	private final JdbcTemplate jdbc;

	private final ThreadPoolExecutor executor;

	private final AtomicBoolean failing = new AtomicBoolean();

	/**
	 * Makes the reports, without a word to the database.
	 * @param dataSource the database, with a connection for each of three threads
	 */
	JdbcLedgerReports(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(TIMEOUT_SECONDS);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("ledger-reports-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(WAITING), threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public Mono<RequestPage> requests(RequestFilter filter, int limit, @Nullable RequestCursor after) {
		return read(() -> new RequestStatements(this.jdbc).page(filter, limit, after));
	}

	@Override
	public Mono<List<CostSum>> costs(CostQuery query) {
		return read(() -> new CostStatement(query).sums(this.jdbc));
	}

	/**
	 * Not by a scheduler: cancelling would interrupt the thread, and H2 closes its file
	 * then.
	 */
	private <T> Mono<T> read(Callable<T> report) {
		return Mono.create((sink) -> {
			AtomicBoolean cancelled = new AtomicBoolean();
			var _ = sink.onCancel(() -> cancelled.set(true));
			try {
				this.executor.execute(() -> {
					if (!cancelled.get()) {
						read(report, sink);
					}
				});
			}
			catch (RejectedExecutionException ex) {
				sink.error(unavailable());
			}
		});
	}

	private <T> void read(Callable<T> report, MonoSink<T> sink) {
		T result;
		try {
			result = report.call();
		}
		catch (DataAccessException ex) {
			if (!isOutage(ex)) {
				// whoever answers for it logs it
				sink.error(ex);
				return;
			}
			if (this.failing.compareAndSet(false, true)) {
				logger.warn("The ledger's database cannot be read; reports are refused until it can", ex);
			}
			sink.error(unavailable());
			return;
		}
		catch (Exception ex) {
			sink.error(ex);
			return;
		}
		if (this.failing.compareAndSet(true, false)) {
			logger.info("The ledger's database can be read again");
		}
		sink.success(result);
	}

	/** Not what it was asked; tables that are missing are still to be made. */
	private static boolean isOutage(DataAccessException failure) {
		return !(failure instanceof DataIntegrityViolationException
				|| failure instanceof InvalidDataAccessApiUsageException);
	}

	private static GatewayException unavailable() {
		return new GatewayException.Unavailable("The ledger's database does not answer", "ledger_unavailable");
	}

	/** Ends the threads when the reports that wait have been answered. */
	@Override
	public void close() {
		this.executor.shutdown();
	}

}
