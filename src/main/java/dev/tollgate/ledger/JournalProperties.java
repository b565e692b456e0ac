package dev.tollgate.ledger;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The size of the journal.
 *
 * @param maxSize how large all its segments may grow together while the database does not
 * take them; then calls are refused
 * @param segmentSize the size of one segment
 * @param syncInterval how long a record may wait for the disk
 */
record JournalProperties(@DefaultValue("1GB") DataSize maxSize, @DefaultValue("8MB") DataSize segmentSize,
		@DurationMin(millis = 1) @DurationMax(seconds = 10) @DefaultValue("5ms") Duration syncInterval) {
}
