package dev.tollgate.ledger;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the ledger is kept.
 *
 * @param dataDir the directory that holds the journal and the embedded database
 * @param ledger the ledger's own settings
 */
@Validated
@ConfigurationProperties("tollgate")
record LedgerProperties(@DefaultValue("./data") Path dataDir, @Valid @DefaultValue Settings ledger) {

	/**
	 * The ledger's own settings.
	 *
	 * @param journal the size of the journal
	 * @param batchSize how many requests are written to the database at once
	 * @param batchInterval how long a request waits for others to be written with
	 * @param reservedAfter how long a call may be under way before the database hears of
	 * it
	 * @param retention how long requests are kept, their hourly sums longer; null for
	 * ever
	 */
	record Settings(@Valid @DefaultValue JournalProperties journal,
			@Min(1) @Max(10_000) @DefaultValue("1000") int batchSize,
			@DurationMin(millis = 1) @DurationMax(minutes = 1) @DefaultValue("200ms") Duration batchInterval,
			@DurationMin(millis = 100) @DefaultValue("10s") Duration reservedAfter,
			@DurationMin(days = 1) @Nullable Duration retention) {
	}

}
